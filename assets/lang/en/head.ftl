# Texts for the head and the hall manager: the day, peaks, the reserve, reports.

### Why not
problem-bad-time = “{ $time }” is no time. Please write hours and minutes: 17:00.
problem-closes-before-opening = Closing is before opening. Please check both times.
problem-closes-in-the-past = That time has passed. Choose a later one, or close the day.
problem-already-opened = The office has been open since { $opened }; the opening cannot move to a later time any more.
problem-day-too-long = The day is longer than 24 hours. Please check the times.
problem-nothing-overridden = Today's hours are those of the schedule already.
problem-booked-outside = Visitors are booked outside these hours: { $count } (at { $times }). Move them on the appointments page, or confirm: they stay booked and you will be reminded.
problem-somebody-is-here = Visitors are still here: waiting { $waiting }, at desks { $desks }. Close the day when they have left, or confirm it.
problem-day-not-closed = The day is open already.
problem-day-is-over = Opening hours are over for today; the new day begins by itself.
problem-no-peak = There is no peak now to take note of.
problem-nobody-in-reserve = Nobody of the reserve is free.
problem-nobody-asked = Nobody of the reserve is asked just now.
problem-reason-needed = Please write a reason: it is kept with the ticket.
problem-class-not-by-hand = A ticket by appointment comes from a booking. Please choose another queue.

### The head's page: now
hd-tab-now = Now
hd-tab-reports = Reports
hd-budget = { $left ->
    [0] No budget: one long wait more falls below { $target }%
    [one] { $left } more long wait above { $target }%
   *[other] { $left } more long waits above { $target }%
 }
hd-under = { $count ->
    [one] Below { $target }% by { $count } long wait
   *[other] Below { $target }% by { $count } long waits
 }
hd-none-live = Nobody called in the live queue yet
hd-none-electronic = Nobody called in the electronic queue yet
hd-target = target { $target }%
hd-late = Over 30 minutes
hd-longest = Longest
hd-long-now = Waiting over { $min } min
hd-was-live = Live queue
hd-was-electronic = Electronic queue
hd-of = { $part } of { $all }
hd-min = { $count } min
hd-of-desks = of { $all }
hd-solved = Solved at reception
hd-advice = Advice about desks
hd-nobody = nobody
hd-col-waiting = Waiting
hd-col-ahead = Ahead of a newcomer
hd-col-wait = Wait
hd-range = { $to ->
    [0] under a minute
   *[other] { $from }–{ $to } min
}
hd-no-desk = no desk
hd-before = The last working day, { $date }
hd-before-tickets = { $count ->
    [one] { $count } ticket
   *[other] { $count } tickets
 }
hd-before-share = in time { $share }%
hd-before-late = over 30 minutes: { $count }
hd-before-peaks = peaks: { $count }
hd-before-solved = solved at reception: { $count }
hd-before-forgotten = Left unserved ({ $count }):

### Peaks and the reserve
hd-peak-on = Peak since { $since }, for { $lasts }
hd-peak-off = Peaks today
hd-peaks-none = No peaks today.
hd-peaks-before = Earlier today
hd-peak-load-now = { $waiting } waiting, desks at work: { $working }.
hd-peak-add = { $count ->
    [one] { $count } more desk is needed.
   *[other] { $count } more desks are needed.
 }
hd-peak-add-last = { $count ->
    [one] { $count } more desk can be opened, there are no others.
   *[other] { $count } more desks can be opened, there are no others.
 } Please offer the rest an appointment or a call back.
hd-peak-no-desk = There is no further desk. Please offer an appointment or a call back.
hd-peak-easing = The peak is easing.
hd-peak-acknowledge = I see it
hd-peak-seen-by = Noted by { $who }
hd-peak-date = Day
hd-peak-when = When
hd-peak-worst = At its worst
hd-peak-reaction = Help
hd-peak-seen = Noted by
hd-peak-load = { $waiting } for { $working ->
    [one] { $working } desk
   *[other] { $working } desks
 }
hd-peak-alone = no new desk
hd-peak-after = { $count ->
    [0] at once
   *[other] after { $count } min
 }
hd-reserve = Reserve
hd-reserve-none = The office file names nobody in reserve.
hd-reserve-free = free
hd-reserve-called = asked at { $at }
hd-reserve-at = at desk { $desk }
hd-call-reserve = { $count ->
    [one] Ask for help
   *[other] Ask for help: { $count }
 }
hd-stand-down = No help needed

### The day
hd-day = Office day
hd-hours-today = Today { $opens }–{ $closes }, tickets until { $ends }
hd-hours-none = Closed today
hd-hours-by = Changed by { $who }. The schedule says { $opens }–{ $closes }.
hd-hours-by-off = Changed by { $who }. The schedule says closed.
hd-close-at = Today we close at
hd-set-hours = Change
hd-restore-hours = Back to the schedule
hd-day-closed = The day is closed
hd-close-day = Close the day
hd-close-itself = The day usually closes by itself after the last visitor.
hd-close-sure = Close the day? No more tickets, all desks close.
hd-close-people = { $count ->
    [one] { $count } visitor is still here and will not be served.
   *[other] { $count } visitors are still here and will not be served.
 }
hd-close-yes = Yes, close
hd-close-anyway = Close anyway
hd-close-no = Do not close
hd-reopen = Open the day again

### What was done
did-hours = Today we close at { $closes }. Tickets end earlier, as usual.
did-restore-hours = The hours are those of the schedule again.
did-close-day = The day is closed.
did-reopen-day = The day is open again. Desks are opened by their people.
did-acknowledge = Noted.
did-call-reserve = Asked: it shows on the sign-in and desk pages.
did-stand-down = No longer asked.

### Reports
report-title = { $by }: { $from } to { $to }
report-total = Total
report-by-day = Days
report-by-week = Weeks
report-by-month = Months
report-by-weekday = Weekdays
report-by-hour = Hours
report-by-service = Services
report-by-desk = Desks
report-by-topic = Topics
report-by-outcome = Outcomes
report-not-called = not called
report-no-topic = no topic
report-no-outcome = no outcome
report-by-manager = Managers
report-visits = Tickets
report-answered = Called
report-share = In time, %
report-late = Over 30 min
report-wait-mean = Mean wait, min
report-wait-median = Half, min
report-wait-p85 = 85 of 100, min
report-wait-p95 = 95 of 100, min
report-wait-longest = Longest, min
report-service-mean = Mean visit, min
report-service-median = Half the visits up to, min
report-served = Served
report-no-shows = No-shows
report-left = Left
report-not-served = Not served
report-transfers = Transferred
report-promises = Called by the time on the ticket, %
report-rated = Ratings
report-rating = Rating
report-solved = At reception
report-peaks = Peaks
report-open = Desks open, h
report-breaks = Breaks, h
rp-none = Nothing for these days.
rp-span = Span
rp-span-today = Today
rp-span-yesterday = Yesterday
rp-span-week = Week
rp-span-month = Month
rp-span-last-month = Last month
rp-span-year = Year
rp-from = from
rp-to = to
rp-by = By
rp-date = Day
rp-time = Time
rp-incomplete = The history is still being collected from the log: some days appear in a few minutes.
rp-heat = The week by hours
rp-heat-visits = Visitors an hour
rp-heat-wait = 85 of 100 wait up to, min
rp-curve = The day by hours
rp-arrivals = Came in 15 minutes
rp-waits = Mean wait, min
rp-waiting = Waiting
rp-working = Desks at work
rp-most = up to { $value }
rp-most-min = { $value ->
    [0] under a minute
   *[other] up to { $value } min
 }
rp-target-min = { $value } min
rp-shares = Share in time
rp-as-table = The same figures as a table
rp-print = Report on a sheet
rp-peaks = Peaks: { $count }
rp-all = Show all { $count }
rp-week = week { $week }, { $year }
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
weekday-short-1 = Mon
weekday-short-2 = Tue
weekday-short-3 = Wed
weekday-short-4 = Thu
weekday-short-5 = Fri
weekday-short-6 = Sat
weekday-short-7 = Sun
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
pr-title = Report of { $date }
pr-hours = Hours { $opens }–{ $closes }
pr-hours-round = Open round the clock
pr-overridden = hours changed by the head of office
pr-print = Print
pr-head = Head of office
pr-made = Printed { $at }
problem-bad-date = “{ $date }” is no date. Please write year, month and day: 2026-11-25.
problem-bad-span = Please check the days: earlier to later, at most four years.
problem-unknown-report = There is no report “{ $report }”. There are: day, week, month, weekday, hour, service, desk, manager, topic, outcome.
problem-reports-unavailable = Reports cannot be had now: the database does not answer. Visitors are served as usual; please try later.

### Hall manager: a hand over the queue
hall-solved = Solved at reception
hall-solved-count = { $count } today
hall-change = Change
hall-change-service = Another service
hall-send = Send to a desk
hall-left = Has left
hall-left-sure = Yes, the visitor has left
hall-left-no = Stays
hall-status-left = left
hall-own-desk = Sit down at this desk
hall-start-here = Start the visit
hall-why-disabled = Disability
hall-why-veteran = Veteran
hall-why-child = With a child
hall-why-elderly = Elderly
hall-why-ordinary = Ordinary queue
did-solved = Noted: solved at reception.
did-change = Ticket { $ticket } is changed.
did-send = Ticket { $ticket } waits for that desk.
did-cancel = Ticket { $ticket } is out of the queue.
did-open-own = Desk { $desk } is open.
hall-find-all = Look for “{ $number }” over the whole day

### Promised to visitors, and the forecast
hd-matters = Promised to visitors
hd-matters-callbacks = Callbacks
hd-matters-statements = Statements
hd-matters-overs = Handed to the back office
hd-matters-late = overdue: { $count }
hd-matters-none = Nothing waits.
hd-matters-nameless = no name
hd-matters-all = All: { $count }
hd-overdue = overdue, { $day }
hd-due-today = today
hd-due = by { $day }
hd-forecast = Today's forecast
hd-forecast-sum = On such a day { $usual } usually come; so far today: { $came }. The light bar is the usual hour, the blue one today.
hd-outside-look = See appointments
hd-outside-anyway = Change the hours anyway
rp-contacts-file = Topics and outcomes of visits, CSV
rp-callbacks-file = Callbacks, CSV

### Personal data of one person (152-FZ)
pd-title = A visitor's personal data
pd-hint = A visitor asks to see or to erase everything that is kept of them. The search is kept in “who did what”.
pd-wanted = Phone, contract or name
pd-find = Find
pd-none = Nothing is kept.
pd-all = Tick all
pd-save = Save as a file
pd-open = not finished
pd-erase = Erase what is ticked
pd-erase-yes = Yes, erase: { $count }
pd-erase-no = Do not erase
pd-sure = What is erased cannot be brought back. Records and figures stay, without the visitor's name, phone, address, contract and words.
pd-withdraws = { $count ->
    [one] One record that is not finished will be closed as withdrawn.
   *[other] { $count } records that are not finished will be closed as withdrawn.
}
pd-erased = Rows erased: { $count }, records withdrawn: { $withdrawn }.
pd-purpose-callback = Callback
pd-purpose-appointment = Appointment
pd-purpose-statement = Statement
pd-purpose-note = Note of a visit
pd-purpose-readings = Contract in the meter-reading schedule
pd-col-what = What
pd-col-record = Number
pd-col-when = When
pd-col-name = Name
pd-col-phone = Phone
pd-col-contract = Contract
pd-col-address = Address
pd-col-gist = Gist
