# Appointments (S9) and meter-reading days (S8).

problem-not-bookable = No appointments are made for “{ $service }”.
problem-no-such-slot = No appointment begins at that time on that day. Please choose a time from the list.
problem-slot-past = That time has passed. Please choose another.
problem-slot-too-far = Appointments are made at most { $days } days ahead. Please choose a nearer day.
problem-slot-full = Nothing is free at { $time } any more: the last place has just been taken. Please choose another time.
problem-unknown-appointment = There is no such appointment. Please check the code or the phone number; the hall manager can look for it too.
problem-appointment-changed = Somebody else has changed the appointment, so nothing was done. Please look at it again.
problem-appointment-cancelled = This appointment was cancelled. A new one can be made, or an ordinary ticket taken.
problem-appointment-missed = The day of this appointment is over. A new one can be made.
problem-already-checked-in = Ticket { $ticket } has already been given for this appointment.
problem-appointment-other-day = Your appointment is on { $date } at { $time }. An ordinary ticket can be taken today.
problem-check-in-too-early = Your appointment is at { $time }. Check-in opens at { $from }; if you would rather not wait, please take an ordinary ticket.

problem-too-many-codes = Several codes or phone numbers in a row had no appointment. Please try again in { $seconds } seconds, or ask the hall manager.
problem-code-or-phone = Please give one of the two: the code of the appointment or the phone number.
problem-contact-needed = Please give a phone number or a name, so that the appointment can be found without its code.
problem-revision-needed = To change it, send its version (ETag) in quotes in If-Match.
problem-bad-date = “{ $date }” is no date. Dates are written like 2026-12-01.
problem-readings-not-drawn = The schedule of { $month } is not drawn up yet.
problem-readings-changed = Somebody else has changed the schedule, so nothing was done. Please look at it again.
problem-readings-bad-hours = The hours of a schedule come one after another, do not overlap and end later than they begin.
problem-readings-bad-places = An hour has 1 to { $limit } places.
problem-readings-hour-in-use = { $contracts } contracts are assigned to { $time } already. Please give them another hour first.
problem-readings-no-such-hour = No hour of the schedule begins at { $time }.
problem-readings-no-places = { $missing } places are missing. Please add hours or places; nothing has been assigned yet.
problem-readings-too-many = The schedule of one month holds at most { $limit } contracts.
problem-unknown-contract = This contract is not in the schedule. Please check the number; an ordinary ticket can be taken.
problem-not-your-hour = This contract is received on { $date }, { $from }–{ $to }. An ordinary ticket can be taken now.
problem-bad-month = “{ $month }” is no month. Months are written like 2026-12.
status-428 = Version needed

# On the ticket.
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
slip-appointment = Appointment
slip-appointment-how = When you come, type the code at the kiosk or hold this slip to it: you will get a ticket.
slip-appointment-late = If you are more than { $minutes } min late, we will see you in the ordinary queue.
slip-booked = Booked for
slip-zone = Please go to
