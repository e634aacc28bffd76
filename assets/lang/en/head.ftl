# Texts for the head and the hall manager: the day, peaks, the reserve, reports.

### Why not
problem-bad-time = “{ $time }” is no time. Please write hours and minutes: 17:00.
problem-closes-before-opening = Closing is before opening. Please check both times.
problem-closes-in-the-past = That time has passed. Choose a later one, or close the day.
problem-already-opened = The office has been open since { $opened }; the opening cannot move to a later time any more.
problem-day-too-long = The day is longer than 24 hours. Please check the times.
problem-nothing-overridden = Today's hours are those of the schedule already.
problem-somebody-is-here = Visitors are still here: waiting { $waiting }, at desks { $desks }. Close the day when they have left, or confirm it.
problem-day-not-closed = The day is open already.
problem-day-is-over = Opening hours are over for today; the new day begins by itself.
problem-no-peak = There is no peak now to take note of.
problem-nobody-in-reserve = Nobody of the reserve is free.
problem-nobody-asked = Nobody of the reserve is asked just now.
problem-reason-needed = Please write a reason: it is kept with the ticket.
problem-class-not-by-hand = A ticket by appointment comes from a booking. Please choose another queue.
