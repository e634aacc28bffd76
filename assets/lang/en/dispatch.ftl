# Who is called, how long it takes, how many desks are needed.

why-short-question = a short question in a peak

# How many desks the next hour needs. The share is who is called within the target.
advice-open = Please open desk { $desk }{ $count ->
    [0] {""}
   *[other] {" "}(for { $services })
}: by { $until } { $then }% of visitors will be called in time instead of { $now }%.
advice-open-more = One desk is not enough: with desks { $desk } it will be { $then }% by { $until }; the target is { $target }%.
advice-open-more-day = One desk is not enough: with desks { $desk } the day will come to { $then_day }% (the target is { $target }%), the coming hour, until { $until }, to { $then }%.
advice-not-enough = Even with { $opened ->
    [one] desk
   *[other] desks
} { $desk } it will be { $then }% by { $until }; the target is { $target }%. Please tell visitors about the long wait and offer an appointment or a call back.
advice-no-desk = By { $until } { $now }% of visitors will be called in time; the target is { $target }%, and there is no further desk. Please tell visitors about the long wait and offer an appointment or a call back.
advice-enough = There are enough desks ({ $desks }): by { $until } { $now }% of visitors will be called in time; the target is { $target }%.
advice-enough-day = The day will come to { $day }%; the target is { $target }%: the desks ({ $desks }) are enough for the day. In the coming hour, until { $until }, only { $now }% of visitors will be called in time.
advice-spare = Desk { $desk } can be spared for an hour: without it { $then }% of visitors will still be called in time by { $until }.
advice-lost = If nothing changes, the day's target ({ $target }%) will be lost at about { $at }.
advice-break = Desk { $desk } alone serves some who wait ({ $waiting }): a break is better in { $minutes } min.

# “Why was someone called before me?”
answer-longest-wait = Ticket { $number } had waited longest for this desk: since { $since }.
answer-first-come = This is the live queue just now: ticket { $number } was taken earlier, at { $since }.
answer-privileged = Ticket { $number } is in the privileged queue: its place is some minutes before it was taken ({ $since }).
answer-out-of-turn = The visitor with ticket { $number } is served out of turn by law.
answer-appointment = Ticket { $number } has an appointment for { $since }.
answer-short-question = There are many visitors just now, so the desk took a short question, ticket { $number }. Nobody is passed by more than half an hour.
answer-sent-here = The visitor with ticket { $number } was sent to this very desk.
answer-by-hand = The visitor with ticket { $number } was invited by a member of staff; the reason is kept.
answer-waiting = Ticket { $number } is still waiting. Ahead of it: { $ahead }.
answer-gone = The visit with ticket { $number } is over.

### Past and plan: the head's tab
hd-tab-ahead = What if and plan

# What if
wi-title = What if
wi-what = A past day is run again by the same rules, with the same visitors and visits, but with your change. Calls by hand are not repeated, so it differs a little from what happened.
wi-kind-open = one more desk had opened
wi-kind-serve = a desk had served other matters
wi-desk = desk
wi-from = from
wi-until = to (empty: the day's end)
wi-run = Work it out
wi-happened = Happened
wi-again = By the rules
wi-changed = With the change
wi-percent = Within { $target ->
    [one] { $target } minute
   *[other] { $target } minutes
 }
wi-late = Over 30 minutes, people
wi-mean = Mean wait, min
wi-longest = Longest, min
wi-unanswered = Never called
wi-desk-hours = Hours of desks open
# How "talon replay" writes numbers.
wi-share = { $percent }%
wi-tenths = { $whole }.{ $tenths }
wi-by-hour = By the hour
wi-hour = Hour
wi-came = Came
problem-no-such-day = There is no record of { $date }: the office was closed, or the day is not in the reports yet.

# Plan of the month
pl-title = Plan of the month
pl-month = month
pl-none = Too little is known yet. The plan appears when the office has worked for some days.
pl-what = From { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 }. Large: desks needed so that { $percent }% of visitors wait no longer than { $target } minutes; small: usual visitors in the half hour. Breaks are allowed for. Red: more desks than there are.
pl-desk-hours = Hours of desks open
pl-total = All month: { $hours } h of desks open.
pl-surges = Expect more visitors
pl-because-date-of-month = this date of the month brought many more people { $seen } times.
pl-because-after-days-off = the day after several days off brought many more people { $seen } times.
pl-surge-desks = Please plan up to { $most ->
    [one] { $most } desk
   *[other] { $most } desks
 }, { $hours } h in all.
pl-past-surges = Crowded days of the last months
pl-past-surge = { $visitors } visitors, { $percent }% of the usual.

# How exact promises are
kp-title = How exact the promised waits are
kp-what = A visitor is told a wait “from … to …”. The “to” should hold for nine of ten.
kp-none = No promises yet: they are counted from tickets taken after the update.
kp-visits = Promises
kp-covered = “To” held
kp-error = Mean error, min
kp-wait = Mean wait, min
kp-lately = Last 7 days
kp-before = Before
promise-drift-too-hopeful = Promises have become too hopeful: last week the “to” held for only { $covered }% of visitors instead of 90%. Please check whether visits have become longer and whether managers mark their breaks.
promise-drift-less-exact = Promises have become much less exact than before. Please check whether the desks' services have changed and whether managers mark the start and end of visits.

# The hall page: what to answer
hall-why-asked = What to answer when asked why
