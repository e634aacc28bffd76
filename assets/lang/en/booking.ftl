# Appointments (S9) and meter-reading days (S8).

problem-booking-database-away = The database is away and the office keeps a live queue. Appointments can be made, moved or cancelled once it is back; those already booked are served.
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
