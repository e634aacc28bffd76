# For IT: watching, limits of connections, checking and setting up.

### The line of systemctl status

watch-status = { $mode ->
    [electronic] Electronic queue
   *[live] Live queue: the database is away
 }; { $waiting } waiting, { $desks } desks at work, kept in { $copies ->
    [2] two places
    [1] one place
   *[other] memory, not on a disk
 }

### Limits

problem-too-slow = The request did not arrive or was not carried out in time. Please try again.
problem-too-often = Too many requests in a row from your address. Please try again in a second.

### talon doctor: what was looked at and what to do

doctor-office-runs = The office is running, version { $version }
doctor-office-stopped = The office is not running or does not answer: printer, desks and voice were not looked at
    .do = Start it: sudo systemctl start talon.service. If that does not help, see: sudo journalctl -u talon.service -n 50
doctor-office-fails = The office does not stay up: systemd starts it, and it ends again
    .do = See why: sudo journalctl -u talon.service -n 50. When the cause is mended: sudo systemctl restart talon.service
doctor-file-unusable = The office file has a mistake: { $text }
    .do = Mend it and check: sudo talon check --config { $file }. An office that runs goes by the earlier file until then.
doctor-file-newer-bad = The new office file has a mistake, the earlier one is in force: { $text }
    .do = Check: sudo talon check --config /etc/talon/office.toml
doctor-taken-back = The upgrade to { $newer } was taken back: the version before, { $running }, runs
    .do = The journal says why: sudo journalctl -t talon-rollback. Install a mended package; to go forward to the version taken back: sudo talon-rollback
doctor-file-warnings = { $count ->
    [one] The office file has { $count } remark
   *[other] The office file has { $count } remarks
 }
    .do = See: sudo talon check --config /etc/talon/office.toml

doctor-folder-fine = The folder { $path } is there
doctor-folder-missing = The folder { $path } is missing
    .do = If it is on another disk, see whether that is connected. Otherwise: sudo systemd-tmpfiles --create and sudo systemctl restart talon.service
doctor-folder-read-only = The folder { $path } cannot be written
    .do = Run this check as root. If that does not help: chown -R talon:talon { $path }; the disk may have become read-only: replace it.
doctor-folder-open = Others can look into the folder { $path }
    .do = chmod o-rwx { $path }

doctor-database-two = Database and journal answer: every event is kept twice
doctor-database-away = The database is away: the office runs its live queue, the journal keeps the events
    .do = Look at the disk and the room on it. When the database is back, the office merges everything by itself within half a minute.
doctor-journal-away = The journal is away: events are kept in the database only
    .do = Look at the disk or card with the journal (journal_dir in the office file).
doctor-no-durable-log = Neither database nor journal answers: the queue lives in memory only
    .do = Do not switch the computer off. Print the queue, then look at the disk and the room on it.
doctor-database-sound = The database is sound (a copy was checked)
doctor-database-damaged = The database is damaged: { $error }
    .do = Start the office: it sets the damaged database aside and restores the day from the journal. Otherwise restore a backup.
doctor-one-disk = Database and journal are on one disk
    .do = A journal on a second disk or memory card is safer: journal_dir in the office file.

doctor-disk-room = { $free } MB of { $size } are free on the disk with { $path }
doctor-disk-full = The disk with { $path } has little room: { $free } MB of { $size }
    .do = Make room: sudo journalctl --vacuum-size=200M, sudo apt-get clean, old backups.
doctor-smart-fine = The disk { $disk } says that it is well
doctor-smart-failing = The disk { $disk } says that it will fail soon
    .do = Make a backup and replace the disk as soon as you can.
doctor-smart-unknown = The disk { $disk } does not say how it is
    .do = If it is no memory card and no virtual disk: apt-get install smartmontools, and run this check as root.

doctor-backup-fresh = { $hours ->
    [0] The backup is less than an hour old
   *[other] The backup is { $hours } h old
 }
doctor-backup-old = The latest backup is { $hours } h old
    .do = See whether the stick is there and has room: backups are made on it by themselves, once an hour
doctor-backup-none = There are no backups
    .do = Plug in a stick with the label TALON: the first backup appears on it by itself, as soon as something happens in the office

doctor-printer = { $condition ->
    [ready] The printer { $printer } is ready
    [paper-low] The printer { $printer } is running out of paper
    [paper-out] The printer { $printer } has no paper
    [cover-open] The printer { $printer }'s cover is open
    [cutter-error] The printer { $printer }'s cutter is stuck
    [printer-error] The printer { $printer } reports an error
    [offline] The printer { $printer } was put offline or is busy
    [garbled] The printer { $printer } answers, but makes no sense: whether slips come out is not known
    [unreachable] The printer { $printer } is not found
   *[not-known] The printer { $printer } does not say how it is; print a test ticket
 }
    .do = { $condition ->
    [ready] { "" }
    [paper-low] Have a new roll ready.
    [paper-out] Put in a roll, printing side up, and close the cover.
    [cover-open] Close the cover until it clicks.
    [cutter-error] Switch the printer off, free the cutter from paper, switch it on again.
    [printer-error] Switch the printer off and on; if that does not help, replace it.
    [offline] Press the button on the printer so that it is ready to print.
    [garbled] Check the cable, and the speed of a serial line (baud in the url). If slips come out well all the same: profile = "raster-80-silent" in the office file, and the printer is not asked.
    [unreachable] Check power and cable, then the address in the office file ([[printer]] url). What is connected: ls /dev/usb /dev/talon
   *[not-known] { "" }
 }

doctor-roll-lasts = The roll in the printer { $printer } is good for about { $left ->
    [one] { $left } ticket
   *[other] { $left } tickets
 }
doctor-roll-ends = The roll in the printer { $printer } is good for about { $left ->
    [one] { $left } ticket
   *[other] { $left } tickets
 }
    .do = Have a new roll ready. If it has been changed already, press “Roll changed” on the hall page.

doctor-sound-fine = There is sound
doctor-sound-off = The voice is switched off in the office file
doctor-sound-no-player = There is no program that plays sound
    .do = apt-get install alsa-utils
doctor-sound-no-card = No sound card is seen
    .do = Connect USB loudspeakers or switch the sound on in the BIOS; the cards: aplay -l
doctor-sound-silent = Sound is not played
    .do = See: aplay -l. Name the card in the office file ([voice] device), such as plughw:1,0

doctor-screen-fine = A screen is connected to { $output }
doctor-screen-unplugged = No screen is connected to { $output }
    .do = Check the screen's cable and power. If it is on another output, change [[screen]] output in the office file and weston.ini.
doctor-screen-unknown = No output { $output } is seen on this computer
    .do = The outputs there are: ls /sys/class/drm
doctor-touch-fine = A touch screen was found
doctor-touch-none = No touch screen is seen
    .do = Check its USB cable: picture and touch come by different wires.

doctor-link-up = { $kind ->
    [desk] Desk { $name } is linked
    [kiosk] The kiosk is linked
   *[board] The board is linked
 }
doctor-link-down = { $kind ->
    [desk] Desk { $name } is open, but its page is not linked
    [kiosk] The kiosk is not linked
   *[board] The board is not linked
 }
    .do = { $kind ->
    [desk] See whether the computer at the desk is on and opens the page.
   *[other] See: systemctl status talon-display.service talon-screens.service
 }

doctor-clock-fine = The clock is right
doctor-clock-behind = The computer's clock is behind what was already written
    .do = Set the time: timedatectl set-time "YYYY-MM-DD HH:MM". If it is behind after every power-off, replace the battery on the board.
doctor-clock-set = The computer's clock was set by { $seconds } s; the office keeps its own time until the end of the day
    .do = Check the time: timedatectl. Queue and waits do not change by it.
doctor-clock-battery = The board's clock and the system's differ by { $seconds } s
    .do = If the time is right: hwclock --systohc. If they differ again, replace the battery on the board.
doctor-zone-fine = The time zone is { $zone }
doctor-zone-differs = The office lives by { $zone }, the computer by { $system }
    .do = The queue does not mind. To have the system's log in the same time: timedatectl set-timezone { $zone }

doctor-room-shut = The room "{ $room }" of the program fails again and again and stays shut
    .do = Restart the office: sudo systemctl restart talon.service. If it comes back, send the log to support: sudo journalctl -u talon.service
doctor-room-restarted = The room "{ $room }" of the program failed and was started again: { $restarts } times
    .do = Nothing at once. If it goes on, send the log to support: sudo journalctl -u talon.service
doctor-certificate-fine = The pages' certificate is good for { $days } more days
doctor-certificate-not-renewed = The pages' certificate ends in { $days } days and did not renew itself
    .do = Restart the office: sudo systemctl restart talon.service
doctor-certificate-ends = The pages' certificate ends in { $days } days
    .do = Put a new certificate and key where the office file says, and restart the office.
doctor-certificate-refused = The certificate of the office file cannot be used, the pages are served with the office's own: { $why }
    .do = Check both files: sudo talon check --config /etc/talon/office.toml. The office has to read them too: chgrp talon and mode 640. Then: sudo systemctl restart talon.service
doctor-certificate-left-out = The pages' certificate lacks the name { $names }: it came into allowed_hosts after the first start, and browsers do not trust the pages by it
    .do = Remove the folder tls in the data folder and restart the office: sudo rm -r /var/lib/talon/tls, sudo systemctl restart talon.service. Then add the new certificate from the page /trust on every computer.
doctor-certificate-ended = The pages' certificate has ended: browsers refuse it
    .do = Check the computer's clock, then restart the office: sudo systemctl restart talon.service
doctor-certificate-not-begun = The pages' certificate or its authority is not valid yet by this computer's clock
    .do = Set the clock if it is wrong. If it is right, the certificate was made while it ran ahead: remove the folder tls of the data folder, restart the office (sudo systemctl restart talon.service) and trust the new authority on every computer: the page /trust
doctor-authority-ended = The office's own authority has ended: browsers refuse its pages
    .do = Check the computer's clock, then restart the office: sudo systemctl restart talon.service. A new authority is made; trust it on every computer: the page /trust
doctor-authority-ends = The office's own authority ends in { $days } days
    .do = A month before its end a new one takes its place. Plan a day on which every computer is made to trust it: the page /trust

doctor-directory-fine = The company's directory answers: { $host }
doctor-directory-away = { $why ->
    [unreachable] The directory server { $host } cannot be reached
    [silent] The directory server { $host } is silent
    [late] The directory server { $host } takes too long
    [certificate] The certificate of the directory server { $host } cannot be trusted
    [handshake] The directory server { $host } does not change to encryption
    [in-the-clear] The directory server { $host } takes no password without encryption
    [reader] The directory server { $host } does not let the service account in
    [base] The directory server { $host } has no such place to look for people in
    [several] The directory's filter fits several people at { $host }
    [ca-file] The authority's certificate for { $host } cannot be read
    [password-file] The service account's password for { $host } cannot be read
    [password-open] The service account's password for { $host } is open to others
   *[strange] The directory server { $host } refuses what the office needs
 }
    .do = { $why ->
    [unreachable] Check name and port in urls, and that the server is on and in reach of the office's network. Addresses outside private networks are closed to the service (IPAddressAllow in talon.service).
    [certificate] Check that ca is the authority that made the server's certificate, that the name in urls stands in it, and that it has not ended.
    [handshake] Check that the controller has a certificate and that the port is right: 636 for ldaps://, 389 for ldap://.
    [in-the-clear] Remove tls = "off" and set ca.
    [reader] Check reader and the first line of the file reader_password_file; whether the account is closed. A mended password counts at once; the old one is tried every half an hour, so that the domain does not lock the account.
    [base] Check base: the branch the employees' entries are in.
    [several] Narrow the filter: it should fit one person.
    [ca-file] Put the PEM file where ca says: chown root:talon and chmod 640.
    [password-file] Put the password as one line where reader_password_file says: chown root:talon and chmod 640.
    [password-open] chown root:talon and chmod 640 for the file of reader_password_file.
   *[strange] See the directory server's log. PINs and the administrator's password work meanwhile.
 }

### Trust in the pages (TLS)

run-tls = From other computers: { $url } (how they come to trust it: { $trust })

problem-tls-needed = This is not done without encryption. Please open the page at the address that begins with https://.

config-certificate-unserved = the pages will be served with the office's own certificate, the one that is named cannot be used: { $why }
config-tls-needs-files = tls = "files" needs certificate and key: paths of the certificate and the key in PEM

trust-title = How to trust the office's pages
trust-why = The pages of this office are encrypted. A browser knows them once the office's certificate has been added to the computer. It is good for pages inside the building only, and for no site on the internet.
trust-get = Get the office's certificate
trust-compare = First compare the fingerprint
trust-compare-how = It must be the same as the office's own computer shows (the command sudo talon fingerprint). If a single pair differs, do not add the certificate and tell IT.
trust-windows = Windows: Chrome, Edge
    .how = Open the file { $file } → "Install Certificate" → "Local Machine" → "Place all certificates in the following store" → "Trusted Root Certification Authorities". Then close the browser and open it again.
trust-domain = Windows: all computers of a domain at once
    .how = Group Policy → Computer Configuration → Policies → Windows Settings → Security Settings → Public Key Policies → Trusted Root Certification Authorities → Import → { $file }.
trust-firefox = Firefox
    .how = Settings → Privacy & Security → Certificates → View Certificates → Authorities → Import → { $file } → "Trust this CA to identify websites".
trust-linux = Debian and other Linux: Chromium
    .how = Settings → Privacy and security → Security → Manage certificates → Authorities → Import → { $file } → "Trust this certificate for identifying websites".
trust-android = Android tablet
    .how = Settings → Security → Encryption & credentials → Install a certificate → CA certificate → { $file }.
trust-limits = Better than this is a certificate of your own IT: name it in the office file ([network] tls = "files"), and nothing needs to be added.

### talon setup: the first day

setup-hello = Setting the office up: { $file }. An empty answer keeps what is in brackets. You can stop at any time: nothing is written before the end.
setup-yes = yes
setup-no = no

setup-office =

    — The office
setup-office-name = The office's name on kiosk and ticket
    .wrong = The name must not be empty.
setup-time-zone = The time zone, such as Europe/Moscow
    .wrong = There is no such zone. Examples: Europe/Moscow, Asia/Yekaterinburg, Asia/Novosibirsk.
setup-open-network = Open the pages to the office's other computers, encrypted? (yes/no)
    .wrong = Please answer yes or no.

setup-account =

    — The first account: the head of the office
setup-no-head = The file has no account with the role head; add one like those in [[staff]].
setup-head-name = First and last name
    .wrong = The name must not be empty.
setup-new-password = A password is set already. Set a new one? (yes/no)
    .wrong = Please answer yes or no.
setup-password = Password, ten signs or more (not shown; empty: later)
setup-password-again = Once more
setup-password-wrong = Ten signs or more, five of them different; not digits alone, no row of keys, not the sign-in name.
setup-password-differs = The second time was different.
setup-password-set = The password is set; the file holds only its hash.
setup-password-later = Nobody can sign in with this account yet. Run talon setup again to set the password.

setup-printer =

    — The printer
setup-printer-none = No printers are seen on this computer; one on the network can be given by its address.
setup-no-printer-table = The file has no [[printer]]; tickets are seen on the page /printer.
setup-printer-choose = Number of the printer (0: type an address)
    .wrong = There is no such number in the list.
setup-printer-address = Address: /dev/talon/printer, tcp://192.168.1.50:9100 or preview
    .wrong = This address is not understood. Examples: /dev/usb/lp0, tcp://192.168.1.50:9100, serial:/dev/ttyUSB0?baud=115200, preview.
setup-printer-test = Print a test ticket? (yes/no)
    .wrong = Please answer yes or no.
setup-printer-tested = { $reason ->
    [printed] The test ticket was sent.
    [unreachable] The printer is not found: check power, cable and address. If the office runs already, it holds the printer: see talon doctor
    [paper-out] There is no paper.
    [cover-open] The cover is open.
    [cutter-error] The cutter is stuck.
   *[other] The ticket was not printed: { $reason }
 }

setup-screens =

    — The screens
setup-screens-none = No connected screens are seen. Connect them and run talon setup again.
setup-screen-kiosk = Number of the kiosk's output (0: as it is)
    .wrong = There is no such number in the list.
setup-screen-board = Number of the board's output (0: as it is)
    .wrong = There is no such number in the list.
setup-screens-weston = Put the same names of outputs into /etc/talon/weston.ini, then: sudo systemctl restart talon-display.service

setup-sound =

    — The sound
setup-sound-device = Sound card (the list: aplay -l), such as plughw:1,0
    .wrong = Name a card, or default.
setup-sound-test = Speak a test call? (yes/no)
    .wrong = Please answer yes or no.
setup-sound-played = The call was spoken. If nothing is heard, check the volume: alsamixer
setup-sound-silent = The card took no sound. See: aplay -l

setup-clock =

    — The clock, in the office's time ({ $zone }): { $now }
setup-clock-right = Is the time right? (yes/no)
    .wrong = Please answer yes or no.
setup-clock-set = The right time of the office, YYYY-MM-DD HH:MM (empty: later)
    .wrong = Such as: 2026-03-02 09:00
setup-clock-done = The clock was set to { $time } ({ $zone }).
setup-clock-refused = The clock could not be set. Run as root: timedatectl set-time "{ $own }"; if the time comes from the network, first: timedatectl set-ntp false

setup-mistakes =

    The office file would not work like this, it was not written:
setup-done =

    Done: { $file }. The earlier file lies beside it (office.toml.before). Next: sudo systemctl restart talon.service and sudo talon doctor
