# Texts of the pages in a browser: desk, hall, head, board, printer.
# Tone is rule S15: polite, plain, no orders.

### Everywhere
page-index = Pages of the office
page-desk = Desk
page-hall = Customer hall
page-head = Head of office
page-doctor = Is everything well
page-contact = Callbacks
page-board = Board
page-printer = Printer
page-admin = Settings
page-help = Help
index-admin = Services, desks, people, screens: for the administrator
language = Language
help-open = Help
language-ru = Русский
language-en = English
understood = Got it
span-minutes = { $count } min
desk-n = Desk { $desk }
mode-live = Live queue
service-live = Live queue

### The link
link-up = online
link-connecting = connecting…
link-lost = no link
link-why-silent = The server has been silent for over 5 seconds.
link-why-no-answer = The server does not answer.
link-why-closed = The connection broke.
link-why-refused = The server is not accepting connections right now.
link-why-offline = This computer is not connected to the network.
link-advice-desk = The screen shows what was last known, timers go on. What you press is sent once the link is back.
link-advice-hall = The screen shows what was last known. What you press is sent once the link is back.
problem-unknown = That did not work: the server answered with code { $status }. Please try again.

### Signing in
sign-who = Who are you?
sign-pin = PIN
sign-pin-hint = Type the digits and press Enter
sign-choose-first = Choose your name first
sign-password = Password
sign-password-hint = Type the password and press Enter
sign-directory-hint = Type the password of your work computer and press Enter
sign-directory-or-pin-hint = Type the PIN or the password of your work computer and press Enter
sign-demo-pin = Demo: the PIN is { $pin }
sign-demo-password = Demo: the password is { $pin }
sign-change-pin = Change the PIN
sign-change-password = Change the password
sign-now-pin = The PIN now
sign-now-password = The password now
sign-new-pin = New PIN
sign-new-password = New password
sign-again-pin = The new PIN again
sign-again-password = The new password again
sign-rule-pin = 6 to 12 digits, not all the same and not in a row.
sign-rule-password = 10 signs or more. Three or four random words are the easiest to remember.
sign-differs = The second time was different. Please type it once more.
sign-save = Save
sign-back = Back to signing in
sign-changed-pin = The PIN is changed. Sign in with the new one.
sign-changed-password = The password is changed. Sign in with the new one.
sign-enter = Sign in
sign-erase = Erase a digit
sign-wrong = That did not match. Please check the name and try again.
sign-unreachable = The server does not answer. Please check the link and try again.
sign-again = The session has ended. Please sign in again: desk and visitor are where they were.
sign-out = Sign out
role-desk = manager
role-hall = hall manager
role-head = head of office
role-contact-centre = contact centre
role-reserve = reserve
role-kiosk = kiosk
role-board = board
role-admin = administrator

### Choosing a desk
choose-title = Which desk are you at today?
choose-free = free
choose-taken = taken
choose-full = No desk is free now. As soon as one is, it can be chosen here.
choose-mine = your desk
choose-hint-usual = Press a desk, or type its number. Enter opens your usual desk { $desk }.
choose-typed = Typed { $typed }: one more digit, or Enter for desk { $typed }.
choose-hint = Press a desk, or type its number.
desk-status-closed = closed
desk-status-free = free
desk-status-calling = calling
desk-status-serving = serving
desk-status-on-break = on break

### Desk: header
title-queue = { $count } waiting
day-none = target: { $target }% within { $min } min
day-share = { $min } min: { $share }%
day-left = { $min } min: { $share }% · { $left ->
    [0] none to spare
   *[other] { $left } to spare
 }
day-under = { $min } min: { $share }% · below { $target }%
per-desk = per desk: { $count }
served-today = Served today { $count }

### Desk: actions
action-open = Open the desk
action-call-next = Call next
action-start = Start serving
action-finish-next = Finish and call next
action-finish = Finish
action-recall = Call again
action-no-show = No-show
action-return = Back to the queue
action-transfer = Transfer
action-more = Break
action-call = Call by number
action-services = Services of the desk…
action-close = Close the desk
action-leave = Another desk
action-resume = Back to work
action-back = Back

### Desk: what was pressed (for messages)
did-open = Open the desk
did-call-next = Call next
did-start = Start serving { $number }
did-finish-next = Finish { $number } and call next
did-finish = Finish { $number }
did-recall = Call { $number } again
did-no-show = No-show { $number }
did-return = { $number } back to the queue
did-transfer = Transfer { $number }: { $to }
did-call = Call { $ticket }
did-revive = { $ticket } back to the queue
did-break = Break
did-resume = Back to work
did-close = Close the desk
did-services = Services of the desk
did-issue = Issue a ticket: { $service }
did-print = Print { $ticket } again
kept = “{ $action }” will be sent as soon as the link is back.
kept-drop = Do not send
said-empty = Nobody is waiting for this desk right now.
said-stale = “{ $action }” was not done: things changed while the link was away. The screen shows how they are now.

### Desk: the card
card-serving = Being served
card-called = Invited to the desk
card-times = called { $count ->
    [one] { $count } time
   *[other] { $count } times
}
card-misses = did not come before: { $count }
card-since-serving = serving
card-since-called = since the call
card-language = { $code ->
    [en] ticket in English
   *[other] language of the ticket: { $code }
 }
card-note = Note:
card-note-from = Note from desk { $desk }:
card-bring = Was asked to bring:
card-called-guide = When the visitor comes, press Enter. If nobody comes, call again or mark a no-show.
card-free = The desk is free
card-free-waiting = { $count ->
    [one] { $count } visitor is waiting for you
   *[other] { $count } visitors are waiting for you
}
card-first = First in the queue:
card-empty = Nobody is waiting
card-empty-all = As soon as a visitor comes, you will see it here.
card-empty-others = { $count ->
    [one] { $count } visitor is waiting for other desks.
   *[other] { $count } visitors are waiting for other desks.
}
card-break-waiting = { $count ->
    [one] { $count } visitor is waiting for you
   *[other] { $count } visitors are waiting for you
}
card-break-empty = Nobody is waiting for your desk
card-closed = The desk is closed
card-closed-guide = The office works from { $opens } to { $closes }.
came = took the ticket at { $time }
came-with = { $segment } · took the ticket at { $time }
fact-waited = Waited
fact-norm = Expected
fact-norm-none = not set
fact-from = Transferred
fact-came-back = Back to you
fact-from-desk = from desk { $desk }
fact-class = Queue
fact-why = Why now
fact-why-none = —
class-ordinary = ordinary
class-privileged = privileged
class-out-of-turn = out of turn
class-appointment = appointment
why-longest-wait = longest wait
why-first-come = came first
why-privileged = privileged
why-out-of-turn = out of turn by law
why-appointment = by appointment
why-sent-here = sent here
why-by-hand = called by hand
note-label = Note that goes with the visitor
note-placeholder = A note for a colleague: goes along with the visitor if you transfer…

### Desk: the queue
queue-mine = My queue · { $count }
queue-none = Nobody is waiting.
queue-call-hint = Call this visitor
queue-elsewhere = Waiting for other desks: { $count }
mark-only = to desk { $desk }
mark-privileged = privileged
mark-out-of-turn = out of turn
mark-appointment = appointment
wait-long = { $over } min over { $target }

### Desk: panels
transfer-title = Transfer to
transfer-to-service = Service
transfer-to-desk = Desk
transfer-come-back = back to me afterwards
transfer-note = Comment for the colleague
confirm-transfer-none = Choose where to
confirm-transfer = Transfer: { $to }
call-title = Call by number
call-hint = digits of the ticket · arrows
call-reason = Why out of order (optional)
call-nobody = Nobody waiting has the digits { $typed }.
call-missed = did not come before
confirm-call-none = Choose a visitor
confirm-call-not-now = Start serving first
confirm-call = Call { $ticket }
confirm-finish-call = Finish and call { $ticket }
confirm-revive = { $ticket } back to the queue
services-title = What this desk serves
confirm-services = Save services: { $count }
more-title = Break and desk
more-busy = A break or closing is possible once the visit is finished.
more-keys = A digit or arrows choose, Enter confirms. On the main screen, typing a ticket's digits calls it out of order.
confirm-more-none = Choose
confirm-break = Start: { $kind }
break-rest = Break
break-lunch = Lunch
break-errand = Back-office errand

### Notices for staff
notice-live-queue = Live queue: the database is away. Tickets of series Ж, first come first served, at any desk. Nothing already issued is lost.
notice-copies-one = Everything is being kept in one place instead of two. Work can go on; please tell IT.
notice-copies-none = There is nowhere to keep data: the queue lives in memory only and would be lost in a power cut. Please tell IT at once.
notice-paper-low = { $left ->
    [unknown] The ticket printer is running out of paper.
   *[other] The ticket printer is running out of paper. Tickets left, about: { $left }.
 }
notice-paper-out = The ticket printer is out of paper: visitors see their number on the kiosk.
notice-paper-cover-open = The ticket printer's cover is open.
notice-paper-unreachable = The ticket printer does not answer: visitors see their number on the kiosk.
notice-peak = Many are waiting: { $waiting } for { $desks ->
    [one] { $desks } desk
   *[other] { $desks } desks
 }. Please invite colleagues to help.
notice-coverage = No open desk serves “{ $service }” now; waiting for it: { $waiting }.
notice-config-bad = The settings file has a mistake; the office goes on with the old settings: { $text }
notice-live-ended = The electronic queue is back. The live queue lasted { $minutes } min, nothing was lost.
notice-slips-doubtful = Tickets that may not have been printed: { $count } ({ $numbers }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }). The list: the paper button at the top of the hall page.
notice-room-restarted = { $room ->
    [print] Printing tickets failed and was started again. Who may be without a ticket stands behind the paper button on top of the hall page.
    [voice] The voice failed and was started again.
   *[other] The part "{ $room }" of the program failed and was started again. Nothing has to be done; if it happens again, please tell IT.
 }
notice-room-shut = { $room ->
    [print] Printing tickets is stopped after several failures: visitors see their number on the kiosk. Please tell IT.
    [voice] The voice is stopped after several failures: calls are on the boards. Please tell IT.
   *[other] The part "{ $room }" of the program is stopped after several failures. Please tell IT.
 }
notice-clock = The server's clock was set; waits are still counted right.
notice-booked-outside = Visitors are booked outside opening hours: { $count } (the first on { $date }, { $time }). Please move them on the appointments page.
notice-day-before = On { $date } tickets left unserved: { $count } ({ $numbers }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }).
reserve-asked = The head of office asks for help in the hall: { $names }
reserve-you = { $who } has asked for help in the hall since { $at }. Please choose a free desk.
notices-more = { $count } more
notices-less = show less
notice-other = Notice “{ $code }”

### Hall
hall-queue = Queue · { $count }
hall-queue-none = Nobody is waiting.
hall-desks = Desks
hall-issue = Issue a ticket
hall-segment = Who is asking?
hall-service = What is it about?
hall-class = Queue
hall-language = Ticket language
hall-reason = Why by hand
hall-reason-needed = Registration has ended for today. Write why you issue this ticket: the reason is kept.
hall-live-issue = Issue a live-queue ticket
hall-service-waits = waiting: { $count }
hall-service-paused = paused
hall-issued = Ticket issued
hall-place = { $ahead ->
    [0] Next to be called
    [one] { $ahead } visitor ahead
   *[other] { $ahead } visitors ahead
}
hall-wait = { $to ->
    [0] Called almost at once
   *[other] About { $from }–{ $to } min to wait
}
hall-print-printing = Printing…
hall-print-printed = Ticket printed
hall-print-not-printed = The ticket was not printed. Please tell the visitor the number.
hall-print-unknown = It is unclear whether the ticket was printed. Please look at the printer.
hall-print-not-asked = No paper
hall-reprint = Print again
hall-reprinted = Ticket { $ticket } is printed, marked as a repeat.
hall-next-issue = Next ticket
hall-back = Back
hall-find = Find by number
hall-found-none = No ticket has these digits.
hall-clear = Clear
hall-call-to = Invite to desk
hall-call-reason = Reason (kept)
hall-call-reason-need = Write or choose a reason: it is kept beside the call.
hall-reason-hard = hard to wait
hall-reason-short = short question
hall-reason-back = back with papers
hall-revive = Has come: back to the queue
hall-status-waiting = waiting
hall-status-called = called
hall-status-serving = being served
hall-status-parked = put aside
hall-status-served = served
hall-status-no-show = no-show
hall-status-not-served = day closed
hall-ticket-service = Service
hall-ticket-wait = Waiting
hall-ticket-taken = Taken at
hall-ticket-print = Paper
hall-ticket-desk = Desk
hall-desk-off = closed
hall-desk-busy = busy
hall-call-next-here = Call next here
hall-finish-next-here = Finish and call next
hall-paper-ok = paper is fine
hall-paper-low = paper runs low
hall-paper-out = out of paper
hall-paper-cover-open = cover open
hall-paper-unreachable = printer does not answer
hall-paper-unknown = printer: unknown
paper-title = Paper
paper-pill = without paper: { $count }
paper-printer = Printer { $id }: { $condition ->
    [ready] ready
    [paper-low] paper runs low
    [paper-out] out of paper
    [cover-open] cover open
    [cutter-error] cutter stuck
    [printer-error] reports an error
    [offline] put offline or busy
    [garbled] answers nonsense
    [unreachable] does not answer
   *[not-known] does not say how it is
 }
paper-left = The roll is good for about { $left ->
    [one] { $left } ticket
   *[other] { $left } tickets
 }.
paper-left-unknown = How much is left on the roll is not known. When you put in a new one, press the button, and it will be counted.
paper-new-roll = Roll changed
did-roll = A new roll in the printer { $printer }: counted from its beginning.
paper-doubtful = Slips in doubt · { $count }
paper-none = Every slip is printed.
paper-guide = The visitor may be without paper. The number holds all the same: please tell it, or print the slip again.
paper-line = { $time } · { $status } · { $print }
paper-slip-printing = the printer did not answer
paper-slip-not-printed = not printed
paper-slip-unknown = unclear
paper-repeat = Repeat
paper-in-hand = Has it
paper-more = And earlier ones: { $count }.
did-in-hand = The visitor has ticket { $ticket }.
hall-waiting = waiting: { $count }
doors-before-opening = Opens at { $opens }
doors-open = Open until { $closes }
doors-registration-ended = Registration ended, closing at { $closes }
doors-closed = Closed
print-printing = printing
print-printed = printed
print-not-printed = not printed
print-unknown = unclear
print-not-asked = no paper

### Head of office
head-share = Called within { $min } min
head-share-none = Nobody has been called yet
head-waiting = Waiting now
head-longest = Longest wait
head-working = Desks working
head-per-desk = Per desk
head-answered = Called today
head-desks = Desks
head-services = Waiting by service
head-col-desk = Desk
head-col-who = Who
head-col-state = State
head-col-since = For
head-col-served = Served
head-col-service = Service
head-col-waiting = Waiting
head-col-wait = Wait

### Board
board-ticket = Ticket
board-desk = Desk
board-next = Coming up
board-next-none = No queue
board-wait = { $count ->
    [0] under a minute
   *[other] about { $count } min
}
board-wait-none = Almost no wait
board-wait-more = to wait now · { $count } in the queue
board-wait-unknown = { $count } in the queue
board-live = Live queue
board-live-guide = We invite in the order of coming, to any desk.
board-line = Contact centre direct line
board-welcome = Welcome
board-welcome-guide = Please take a ticket at the kiosk. Number and desk will appear here.
board-before = We open at { $opens }
board-ended = Registration has ended for today. Everyone with a ticket will be served.
board-closed = The office is closed
board-closed-next = See you on { $date } at { $opens }
board-stale = Data as of { $time }: the board has no link. Please listen to the managers' calls.
board-again = called again
board-elsewhere = another desk

### Printer
printer-title = Latest tickets
printer-empty = Nothing printed yet. Take a ticket at the kiosk or on the hall page.
printer-slip = Ticket { $number }, { $time }
printer-guide = This is the paper: the page shows what went to the printer.

### Start
index-title = The office is online
index-guide = Choose a page. Each opens on any computer of this network.
index-desk = Call a visitor, serve, transfer
index-hall = Issue a ticket, see the whole hall
index-head = The day in figures
index-doctor = Printer, disks and clock checked; what the staff did
index-booking = Book a visit for a time that suits
index-contact = Whom somebody promised to call back
index-statements = Written statements and complaints
index-readings = Hours for legal entities
index-board = For the TV in the hall
index-printer = What the printer printed
index-demo = This is a demo. To sign in, choose a name and type the PIN.
index-demo-name = Name
index-demo-role = Role
index-demo-pin = PIN
index-api = For programs: the API
