# Appointments (S9) and meter-reading days (S8).

problem-not-bookable = No appointments are made for “{ $service }”.
problem-no-such-slot = No appointment begins at that time on that day. Please choose a time from the list.
problem-slot-past = That time has passed. Please choose another.
problem-slot-too-far = Appointments are made at most { $days } days ahead. Please choose a nearer day.
problem-slot-full = Nothing is free at { $time } any more: the last place has just been taken. Please choose another time.
problem-unknown-appointment = There is no such appointment. Please check the code or phone number; the hall manager can look too.
problem-appointment-changed = Somebody else has changed the appointment, so nothing was done. Please look at it again.
problem-appointment-cancelled = This appointment was cancelled. A new one can be made, or an ordinary ticket taken.
problem-appointment-missed = The day of this appointment is over. A new one can be made.
problem-already-checked-in = Ticket { $ticket } has already been given for this appointment.
problem-appointment-other-day = Your appointment is on { $date } at { $time }. An ordinary ticket can be taken today.
problem-check-in-too-early = Your appointment is at { $time }. Check-in opens at { $from }; you may also take an ordinary ticket now.

problem-too-many-codes = There is still no such appointment. Please try again in { $seconds } seconds, or ask the hall manager.
problem-code-or-phone = Please give one of the two: the code of the appointment or the phone number.
problem-contact-needed = Please give a phone number or a name, so that the appointment can be found without its code.
problem-revision-needed = To change it, send its version (ETag) in quotes in If-Match.
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
problem-wrong-list = { $count ->
    [one] { $count } line of the list is wrong. Please mend it and send the list again; nothing of it was taken.
   *[other] { $count } lines of the list are wrong. Please mend them and send the list again; nothing of it was taken.
 }
csv-unreadable = the line cannot be read
csv-columns = { $found } columns instead of two: contract number and name
csv-contract = “{ $found }” is no contract number: 4 to 20 digits and letters
csv-name = the name is too long or has unprintable signs
csv-twice = this contract stands in line { $found } already
csv-too-many = more than { $found } lines
csv-empty = there is no contract in the list
status-428 = Version needed

# On the ticket.
slip-weekday-1 = Monday
slip-weekday-2 = Tuesday
slip-weekday-3 = Wednesday
slip-weekday-4 = Thursday
slip-weekday-5 = Friday
slip-weekday-6 = Saturday
slip-weekday-7 = Sunday
slip-appointment = Appointment
slip-appointment-how = When you come, type the code at the kiosk or hold this slip to it: you will get a ticket.
slip-appointment-late = If you are more than { $minutes } min late, we will see you in the ordinary queue.
slip-booked = Booked for
slip-zone = Please go to

# The booking page.
page-booking = Appointments
booking-new = New appointment
booking-day = Day
booking-slot = Time
booking-off = closed
booking-mon = Mon
booking-tue = Tue
booking-wed = Wed
booking-thu = Thu
booking-fri = Fri
booking-sat = Sat
booking-sun = Sun
booking-places = { $count ->
    [one] { $count } place
   *[other] { $count } places
 }
booking-full = full
booking-no-slots = Nothing can be booked on this day any more. Please choose another.
booking-other-service = Another service
booking-phone = Phone
booking-name = Name
booking-print = Print a slip with the code
booking-save = Book for { $time }
booking-choose-slot = Choose a time
booking-made = Booked
booking-next = Next appointment
booking-open = Open it
booking-print-printed = The slip is printed.
booking-print-printing = The slip is being printed.
booking-print-not-printed = The slip did not print. Please read the code out.
booking-print-unknown = Nobody knows whether the slip came out. Please look at the printer.
booking-print-not-asked = No slip was printed.
booking-print-again = Print the slip
booking-unreachable = The server did not answer. Please press once more: it will not be booked twice.
booking-today = Today
booking-day-before = Day before
booking-day-after = Day after
booking-find = Find by phone or code
booking-found-none = No appointments under this code or phone.
booking-none = Nobody is booked on this day.
booking-people-away = Names and phones cannot be shown now: their database is away. A code still finds its appointment.
booking-counts = Expected: { $booked } · came: { $came } · did not come: { $missed }
booking-code = Code { $code }
booking-code-label = Code
booking-ticket = Ticket
booking-state-booked = expected
booking-state-late = late
booking-state-checked-in = came
booking-state-cancelled = cancelled
booking-state-missed = did not come
booking-move = Move
booking-move-to = Move to which time
booking-moved = Moved to { $time }.
booking-cancel = Cancel
booking-sure = Cancel this appointment? Its place is free at once.
booking-cancel-sure = Yes, cancel
booking-keep = Keep it
booking-cancelled = The appointment is cancelled.
booking-outside = The hours of that day were changed, and the appointment is outside them now. Please call the visitor and offer another time.
booking-live = The live queue is on: nothing can be booked, moved or cancelled for now. Those already booked are served.
booking-link-advice = Booking works again once the link is back.

# The page of meter-reading days.
page-readings = Meter-reading days
readings-title = Meter-reading schedule: { $month }
readings-month-before = Month before
readings-month-after = Month after
readings-counts = { $assigned } of { $places } assigned
readings-print = Print
readings-draw = Draw up the schedule
readings-days = Days
readings-hours = Hours
readings-places = Places an hour
readings-save = Save: { $hours } hours, { $places } places
readings-copy = As last month
readings-fill = Assign contracts
readings-contract = Contract number
readings-name = Name
readings-hour = Hour
readings-first-free = first with room
readings-assign = Add
readings-list = List from a spreadsheet (CSV)
readings-list-hint = Two columns: contract number and name. If any line is wrong, nothing of the list is taken and every wrong line is named.
readings-none = The schedule of this month is not drawn up yet.
readings-day = Day
readings-contracts = Contracts
readings-release = Take contract { $contract } out
readings-line = Line { $line }
readings-saved = Saved.
readings-unreachable = The server did not answer. Please try again.
readings-head-only = The head of the office draws up the schedule. Please sign in with that account.
