# Help for staff: a sheet a role, to read on the screen or to print.

help-title = Help
help-print = Print
help-sheets = Whose help
help-sheet-desk = Manager at a desk
help-sheet-hall = Hall manager
help-sheet-head = Head of office
help-sheet-contact-centre = Contact centre
help-sheet-admin = Administrator

help-desk-start = The day begins
help-desk-start-text =
    Pick yourself from the list, type your PIN and press Enter. On the number pad “+” and “−” walk the list.
    Then choose a desk: its number is one key, Enter is your usual desk.
    When you leave a shared computer: F9 → “Change person”.
help-desk-visit = A visit
help-desk-visit-text =
    The big blue button and Enter do the next right thing: call, start, finish and call the next.
    The queue decides whom to call; the card says why it is this visitor.
    — Did not come: “Call again”, then “No-show”. The third time closes the ticket; the hall manager can bring it back.
    — Another specialist is needed: “Transfer” to a service or a desk, with a note and, if needed, “back to me”. The visitor keeps the place.
    — The visitor went for a paper: “Put aside”; the desk is free, the visit goes on later.
    — A ticket and a scanner: read the QR code and the visit opens.
help-desk-keys = Keys
help-desk-keys-text =
    Every action is on the keyboard and on the number pad; the keys stand on the buttons.
    — Enter: the next step; Esc or “.”: back
    — F2 or “*”: call again, put aside, those put aside
    — F3 or “−”: finish and call nobody
    — F4 or “+”: transfer
    — F7 or “.”: back to the queue
    — F8 or “−”: no-show
    — F9 or “/”: break, services of the desk, help, change of person
    — digits: find a visitor by number
    Choose keys of your own there too: F9, then 7.
help-desk-else = Break, help, calling back
help-desk-else-text =
    — Break, lunch and back-office errand are states of their own: F9, then 1, 2 or 3. Enter comes back.
    — Quiet help: F9, then 9. Hall manager and head see it, nothing sounds in the hall.
    — To call a visitor back: during the visit F9, then 1.
help-desk-undo = The wrong key
help-desk-undo-text =
    The last act can be undone for ten seconds: the button in the top line, or Backspace.
    A double press is one press: it never calls two.

help-hall-start = A ticket in two taps
help-hall-start-text =
    Tap the service: the ticket is taken and prints, its number stands large. Pick privileged or out of turn before the service, with the reason.
    Settled on the spot: “Solved at reception” counts it in the report without a ticket.
help-hall-visitor = Find a visitor
help-hall-visitor-text =
    Type the last digits of the number. Change the service, send to a desk, call out of turn with a reason, cancel the ticket.
    Closed as a no-show, and the visitor came after all: “Has come: back to the queue”.
help-hall-late = After registration ends
help-hall-late-text =
    Shortly before closing the kiosk stops giving tickets. Offer a call on the next working day, the direct line or an appointment.
    A ticket can still be issued by hand: the reason is kept.
help-hall-desks = Desks
help-hall-desks-text =
    Tap a desk: who is being served and for how long. From here you can call to a desk and open your own.
    A red bar: somebody waits for longer than the target.
help-hall-paper = Paper and slips in doubt
help-hall-paper-text =
    The paper button on top: how the printer is, and about how many tickets the roll is good for. When you put in a new one, press “Roll changed”, here or in the kiosk's staff menu.
    Below are slips that may not have come out. The number holds without paper: tell it, press “Repeat”, or “Has it” if the visitor has the slip.

help-head-day = How the day goes
help-head-day-text =
    The gauge shows the share of visitors called within the target wait, and how many long waits the day can still bear.
    The table of desks: who works and whom they serve; every call keeps why.
help-head-peak = A peak
help-head-peak-text =
    More than three waiting per working desk is a peak: the page says how many desks to add.
    “I see it” stops the reaction time. “Call”: reserve staff see the invitation where they sign in.
help-head-hours = Hours and the day's end
help-head-hours-text =
    Closing earlier or later is at the bottom of the page: kiosk and board know at once.
    The day closes by itself; closing it earlier needs a second press if people are still here.
help-head-reports = Reports
help-head-reports-text =
    By day, hour, desk, service and person; the spreadsheet and the printout are on the same page.

help-contact-calls = Callbacks
help-contact-calls-text =
    Today's list, the nearest term on top. Every call ends with an outcome; who could not be reached comes back to the list.
help-contact-booking = Appointments
help-contact-booking-text =
    Choose service and time, take name and phone. Tell the visitor the six digits: they check in with them at the kiosk.

help-admin-file = The office's settings
help-admin-file-text =
    Change fields, look at the difference, save. Nothing with a mistake is saved; the mistake is named with its line.
    Any earlier version comes back with one press in “Earlier versions”.
help-admin-people = People
help-admin-people-text =
    PINs (desks and hall) and passwords (head, contact centre, administrator) are set under “Staff”; nobody can see them afterwards, only replace them.
    Tick “Change at the first sign-in”, and the person picks one of their own at once.
    Who may do what stands in the table of rights in the documentation.
help-admin-screens = Screens and programs
help-admin-screens-text =
    A board on a TV: the office's address and /board. Kiosks and programs on other computers come in with a token.

help-link = The link is gone
help-link-text =
    The page says “no link”, goes on showing the visitor and the timers, and remembers the last press.
    When the link is back, the press is done once if it still makes sense; otherwise the page says what changed.
    Nothing has to be reloaded.
help-pin = PIN and password
help-pin-text =
    Everyone has a PIN or password of their own and can change it on the sign-in page. After several wrong ones this computer waits from one to fifteen minutes; everybody else works on.
    Signing in lasts until the end of the day.
