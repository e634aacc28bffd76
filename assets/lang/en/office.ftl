# The server's answers, the ticket, and what the program writes in the terminal.

### Ticket

slip-ahead = Ahead of you
slip-when = We expect to call you
slip-taken = Ticket taken
slip-remote = Without a visit:
slip-bring = Good to have:
slip-repeat = copy
slip-live-queue = Live queue — any desk

### Titles of errors

status-400 = Request not understood
status-401 = Sign in needed
status-403 = Not for this role
status-404 = No such thing
status-405 = Not done this way
status-408 = No answer in time
status-409 = Not possible now
status-410 = Already erased
status-412 = Changed meanwhile
status-413 = Too much data
status-415 = Wrong kind of data
status-421 = Unknown address
status-422 = Mistake in the request
status-429 = Too often
status-500 = Program error
status-503 = Not possible just now

### Errors: what happened and what to do

problem-other = The server could not do this. Please try again; if that does not help, tell IT.
problem-overloaded = Too many requests at the moment. Please try again in a second.
problem-no-answer = The server did not answer in time or is stopping. Please try again in a second.
problem-no-such-page = There is nothing at this address. Please begin with the start page.
problem-wrong-address = The address of the request holds what is not known here: a parameter or its value. See the description: /api/v1/openapi.json.
problem-wrong-method = This address is not used this way. See the description: /api/v1/openapi.json.
problem-unknown-host = The server does not know itself by this name. Open it by its IP address, or add the name to allowed_hosts in the office file.
problem-foreign-origin = The request came from another site's page and was not carried out. Please open the page from this server.
problem-sign-in-needed = Please sign in: choose your name and enter your PIN or password.
problem-sign-in-expired = Your sign-in has expired. Please sign in again.
problem-wrong-pin = The name, PIN or password did not match. Please check and try again.
problem-renew-secret = This was handed out for one time. Please set one of your own.
problem-same-secret = That is the one you have now. Please think of another.
problem-secret-file-wrong = It cannot be saved yet: the office file has a mistake, which the administrator will mend. The one you have stays.
problem-too-many-pins = It was entered wrongly several times in a row. Please try again in { $minutes } min.
problem-directory-away = The company's directory does not answer, so nothing can check the password now. Please sign in with a PIN if you have one, or try again in a minute. If that does not help, tell the administrator: the page /doctor names the reason.
problem-directory-expired = The password is right, but the company wants a new one. Please change it at your work computer and sign in with the new one.
problem-directory-shut = The company has locked or closed this account. Please ask the company's administrator. Your PIN, if you have one, works.
problem-directory-paused = The password did not match several times. So that your company account is not closed, please try again in { $minutes } min.
problem-directory-secret = This is the company's password. Please change it at your work computer.
problem-not-allowed = This is not part of your role. Please ask the hall manager or the head of office.
problem-not-your-desk = Desk { $desk } is in use by another account. Please open your own desk.
problem-too-large = Too much data: at most { $limit } KB are accepted.
problem-too-many-words = The text is too long: at most { $limit } characters.
problem-unreadable-body = The request's data could not be read to the end. Please send it again.
problem-malformed-json = This is not JSON: { $error }.
problem-wrong-fields = The request's fields are wrong: { $error }. See the description: /api/v1/openapi.json.
problem-bad-key = Idempotency-Key has to be a text of 1 to { $limit } characters, none of them a control character.
problem-bad-revision = If-Match has to hold the desk's revision in quotes.
problem-key-reused = This Idempotency-Key was used for another command. Take a new key.
problem-desk-changed = The desk has changed meanwhile; nothing was done. Please look at its new state.
problem-unknown-view = The feed has the views kiosk, board and staff.
problem-unknown-class = There is no class “{ $class }”: there are ordinary, privileged and out-of-turn.
problem-unknown-language = This office does not speak “{ $language }”.
problem-unknown-break = There is no break “{ $kind }”: there are rest, lunch and errand.
problem-unknown-printer = There is no printer “{ $printer }” in the office.
problem-unknown-slip = There is no such slip among the latest ones.
problem-day-not-open = The office day is not open: no tickets, no calls.
problem-not-yet-open = The office is still closed. Tickets from { $opens }.
problem-registration-ended = Registration for today has ended. The hall manager can issue a ticket by hand with a reason.
problem-office-closed = The office is closed for today.
problem-unknown-service = This office has no service “{ $service }”. The list: /api/v1/services.
problem-service-closed = The service “{ $service }” is not offered at the moment.
problem-service-needed = Please name a service.
problem-queue-full = { $limit } people are waiting already; we cannot take more. Please see the hall manager.
problem-numbers-used-up = The numbers of series { $series } are used up for today. Please issue a ticket for another service.
problem-unknown-desk = This office has no desk { $desk }.
problem-desk-closed = Desk { $desk } is closed. Please open it first.
problem-desk-open = Desk { $desk } is open already.
problem-desk-taken = Somebody else is working at desk { $desk }.
problem-already-at-desk = You are already working at desk { $desk }. Please close it first.
problem-on-break = Desk { $desk } is on a break. Please come back from the break first.
problem-not-on-break = Desk { $desk } is not on a break.
problem-desk-busy = Visitor { $ticket } is already called to desk { $desk }: call again, start, or note that they did not come.
problem-must-finish = Desk { $desk } is serving { $ticket }: finish the visit, or name it in the field finish.
problem-not-served-here = Visitor { $ticket } is not being served at desk { $desk }. Please reload the page.
problem-nobody-called = Nobody is called to desk { $desk } now.
problem-nobody-served = Nobody is being served at desk { $desk } now.
problem-nobody-at-desk = Nobody is at desk { $desk } now.
problem-too-soon = At least one and a half seconds pass between two calls of one desk. Please try again.
problem-unknown-ticket = There is no ticket { $ticket } today. Please check the number.
problem-ticket-elsewhere = Visitor { $ticket } is at desk { $desk } already.
problem-ticket-closed = Ticket { $ticket } is closed. If the visitor has come back, return them to the queue.
problem-ticket-not-closed = Ticket { $ticket } is not closed; there is nothing to bring back.
problem-no-such-destination = Please name one: a service, or another open desk.
problem-too-many-parked = Desk { $desk } has put { $limit } visitors aside already. Please finish one of those visits first.
problem-not-parked = Ticket { $ticket } is not put aside.

### Terminal

run-ready = The office is running: { $url }
run-data = Data: { $dir }
run-headless = No display, or it is switched off: no kiosk and board windows; everything else works.
run-screens = The kiosk and board windows are open on this display.
demo-pages = Pages: desk { $url }/desk · hall { $url }/hall · head { $url }/head · board { $url }/board · tickets { $url }/printer
demo-sign-in = Sign in: choose any name, PIN { $pin }
demo-take = A ticket without a screen: curl -X POST { $url }/api/v1/tickets -H "Authorization: Bearer { $token }" -d '{"{"}"service":"consultation"{"}"}'
demo-stop = Stop: Ctrl+C
check-fine = { $file }: all is well.
