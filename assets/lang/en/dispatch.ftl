# Who is called, how long it takes, how many desks are needed.

why-short-question = a short question in a peak

# How many desks the next hour needs. The share is who is called within the target.
advice-open = Please open desk { $desk }{ $count ->
    [0] {""}
   *[other] {" "}(for { $services })
}: by { $until } { $then }% of visitors will be called in time instead of { $now }%.
advice-open-more = One desk is not enough: with desks { $desk } it will be { $then }% by { $until }; the target is { $target }%.
advice-not-enough = Even with desks { $desk } it will be { $then }% by { $until }; the target is { $target }%. Please tell visitors about the long wait and offer an appointment or a call back.
advice-no-desk = By { $until } { $now }% of visitors will be called in time; the target is { $target }%, and there is no further desk. Please tell visitors about the long wait and offer an appointment or a call back.
advice-enough = There are enough desks ({ $desks }): by { $until } { $now }% of visitors will be called in time; the target is { $target }%.
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
