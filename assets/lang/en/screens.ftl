### Kiosk, board, voice and ticket: texts beyond the queue.

## Office file

config-unknown-parent = the group lies in the unknown "{ $found }"
    .instead = { $guess ->
        [none] there are: { $known }
       *[other] did you mean "{ $guess }"? there are: { $known }
    }
config-unknown-group = unknown group "{ $found }"
    .instead = { $guess ->
        [none] there are: { $known }
       *[other] did you mean "{ $guess }"? there are: { $known }
    }
config-group-elsewhere = the group "{ $found }" lies in another segment
    .instead = a group of the segment in the key segment
config-group-too-deep = the group "{ $found }" lies too deep
    .instead = six steps at most
config-only-kiosk = the key { $found } has no meaning here: only a kiosk knows it
    .instead = a screen with kind = "kiosk"
config-only-board = the desk { $found } has no meaning here: only a board chooses desks
    .instead = a screen with kind = "board"
config-bad-volume = the volume "{ $found }" is not understood
    .instead = a time and a percentage, such as "18:00 60"
config-bad-span = the span "{ $found }" is not understood
    .instead = two times with a hyphen, such as "22:00-08:00"

## Kiosk: staff menu

menu-open = The menu is open.
menu-paused = Service paused: { $service }.
menu-resumed = Service offered again: { $service }.
menu-printed = Printed.
menu-not-printed = Not printed. Check the printer's paper, cover and cable.
menu-unknown = The printer did not confirm. Please see whether paper came out.
menu-new-roll = A new roll: it is good for about { $left ->
    [one] { $left } ticket
   *[other] { $left } tickets
 }.
menu-roll-not-counted = This printer's paper is not counted: the office file does not say how long a roll is.
menu-printer-busy = The printer is busy. Please press again in a few seconds.
problem-no-menu = The staff menu is not set up: the office file has no PIN for it (section kiosk, key menu_pin_hash).
problem-menu-wrong-pin = The PIN does not match. Please check it and try again.
problem-menu-needs-service = This needs a service: please name it in service.
problem-too-many-lines = Too many announcements: { $limit } at most are shown.
problem-bad-line = A line will not do: up to { $limit } characters, always in the office's first language.
problem-no-such-slide = There is no such picture for the board.

## Paper

paper-test = Printer test
paper-test-words = If you can read this, the printer works.
paper-queue = The queue at { $time }
paper-queue-empty = Nobody is waiting.
paper-queue-waiting = Waiting
paper-queue-called = Called
paper-queue-desk = desk { $desk }
paper-bring = What to bring
paper-remote = Also without a visit
paper-bring-nothing = You need not bring anything.
paper-thanks = Glad to help!
