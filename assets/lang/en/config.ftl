# Mistakes in the office file: what is wrong and (.instead) what would be right.
# A line comes out as "office.toml:42:9: <what is wrong> — <what would be right>".

config-warning = note
config-mistakes = { $count ->
    [one] { $count } mistake found.
   *[other] { $count } mistakes found.
}

config-cannot-read = { $code ->
    [not-found] there is no such file
    [not-allowed] the file may not be read
    [folder] this is a folder, not a file
    [too-large] the file is larger than 1 MB
    [not-utf8] the file is not in UTF-8
   *[other] the file cannot be read ({ $error })
}
    .instead = { $code ->
        [not-found] check its name and folder
        [not-allowed] let the user that runs the program read it
        [not-utf8] save it in UTF-8
       *[other] name an office file, usually office.toml
    }
config-syntax = { $code ->
    [duplicate-key] this key was already set above
    [string-values-must-be-quoted] text without quotes
    [unclosed-array] the list is not closed with "]"
    [unclosed-table] the section's heading is not closed with "]"
    [unclosed-array-table] the section's heading is not closed with "]]"
    [unclosed-inline-table] a closing brace is missing
    [missing-comma-between-array-elements] a comma is missing between the values of the list
    [missing-comma-between-key-value-pairs] a comma is missing between the values in braces
    [key-with-no-value] the key has no value
    [missing-value] there is no value after "="
    [missing-value-for-key] the key has no value
    [invalid-basic-string] the text is not closed with a quote
    [invalid-datetime] the date or time cannot be read
    [invalid-unquoted-key] the key is not written in Latin letters
    [unexpected-key-or-value] something is left over after the value
   *[other] not valid TOML ({ $message })
}
    .instead = { $code ->
        [duplicate-key] keep one of the values
        [string-values-must-be-quoted] key = "text"
        [invalid-datetime] hours in quotes: "08:00-20:00"; a date: "2026-12-31"
       *[other] correct the line and check the file again
    }
config-unknown-key = { $section ->
    [none] unknown section "{ $key }"
   *[other] unknown key "{ $key }" in { $section }
}
    .instead = { $guess ->
        [none] possible: { $known }
       *[other] did you mean "{ $guess }"?
    }
config-missing-key = { $section ->
    [none] section "{ $key }" is missing
   *[other] { $section } lacks the key "{ $key }"
}
    .instead = add it; the demo office's file shows how
config-wrong-type = { $wanted ->
    [text] "{ $key }" must be a text in quotes
    [whole] "{ $key }" must be a whole number
    [item] the list "{ $key }" needs texts in quotes
    [flag] "{ $key }" must be true or false
    [list] "{ $key }" must be a list
    [table] "{ $key }" must be a section
    [tables] "{ $key }" must be a repeatable section
   *[words] "{ $key }" must be a text in each language
}, but this is { $found ->
    [string] a text
    [integer] a whole number
    [float] a fraction
    [boolean] true or false
    [datetime] a date
    [array] a list
   *[table] a section
}
    .instead = { $wanted ->
        [text] { $key } = "text"
        [whole] { $key } = 15
        [item] { $key } = ["…", "…"]
        [flag] { $key } = true
        [list] { $key } = […]
        [table] [{ $key }]
        [tables] [[{ $key }]]
       *[words] { "{" } ru = "…", en = "…" { "}" }
    }
config-empty = "{ $key }" is empty
    .instead = write a value or, where the key is optional, remove it
config-too-long = "{ $key }" is too long: { $count ->
    [one] { $count } character
   *[other] { $count } characters
}
    .instead = no more than { $max } fit
config-too-many-lines = too many lines in "{ $key }"
    .instead = no more than { $max }
config-control-character = "{ $key }" contains a line break or an invisible character
    .instead = write the text on one line
config-bad-id = "{ $found }" will not do as a short name
    .instead = lower-case Latin letters, digits and "-", at most 40: "meter-readings"
config-repeated = "{ $found }" is repeated ("{ $key }"), first in line { $line }
    .instead = keep one
config-unknown-language = unknown language "{ $found }"
    .instead = possible: { $known }
config-missing-translation = "{ $key }" has no text in the language "{ $language }"
    .instead = add { $language } = "…"
config-unknown-part = a ticket has no part "{ $found }"
    .instead = there are: { $known }
config-no-number = the order of the ticket's parts has no number
    .instead = add "number"
config-no-logo = there is no picture "{ $found }" beside the office file
    .instead = the ticket comes without the sign; a PNG is needed
config-unknown-time-zone = unknown time zone "{ $found }"
    .instead = { $guess ->
        [none] a name from the IANA directory, such as "Europe/Moscow"
       *[other] did you mean "{ $guess }"?
    }
config-bad-hours = the hours "{ $found }" cannot be read
    .instead = "08:00-20:00" or "closed"
config-bad-time = there is no such time: "{ $found }"
    .instead = hours and minutes, from "00:00" to "24:00": "09:00"
config-closes-before-opening = closing at { $closes } is not after opening at { $opens }
    .instead = opening first, then closing: "08:00-20:00"
config-never-open = the office is not open on any day
    .instead = give the hours of at least one day
config-bad-date = there is no such date: "{ $found }"
    .instead = year-month-day: "2026-12-31"
config-bad-range = the last day { $last } does not go with the first { $first }
    .instead = not before the first day and within a year of it
config-unknown-segment = unknown segment "{ $found }"
    .instead = { $guess ->
        [none] there are: { $known }
       *[other] did you mean "{ $guess }"? there are: { $known }
    }
config-unknown-service = unknown service "{ $found }"
    .instead = { $guess ->
        [none] there are: { $known }
       *[other] did you mean "{ $guess }"? there are: { $known }
    }
config-unknown-desk = there is no desk number { $found }
    .instead = there are: { $known }
config-unknown-zone = there is no zone "{ $found }"
    .instead = there are: { $known }
config-unknown-printer = unknown printer "{ $found }"
    .instead = there are: { $known }
config-bad-series = the ticket letter "{ $found }" will not do
    .instead = one of: { $known }
config-series-live = the letter "Ж" is kept for live-queue tickets (S1)
    .instead = А, В, Е, К, М, Н, Р, С, Т, У or Х
config-service-without-desk = no desk serves "{ $found }"
    .instead = add it to the "services" of at least one desk
config-out-of-range = "{ $key }" is out of range: { $found }
    .instead = from { $min } to { $max }
config-unknown-choice = "{ $key }" cannot be "{ $found }"
    .instead = possible: { $known }
config-bad-printer-url = the printer's address "{ $found }" cannot be read
    .instead = "preview", "tcp://192.168.1.50:9100", "/dev/usb/lp0" or "serial:/dev/ttyUSB0?baud=115200"
config-bad-listen = the address "{ $found }" cannot be read
    .instead = address and port: "127.0.0.1:8080" or "0.0.0.0:8080"
config-bad-host = "{ $found }" is neither a host name nor an address
    .instead = without port and "http://": "talon.office.local" or "192.168.1.20"
config-one-folder = journal and database share the folder "{ $found }"
    .instead = a folder of its own for the journal, better on another disk
config-bad-pin-hash = this is not the hash of a PIN or a password
    .instead = an argon2id string: "$argon2id$v=19$m=19456,t=2,p=1$…$…"

config-no-pin = nobody can sign in as "{ $account }": neither "pin_hash" nor "password_hash"
    .instead = add the hash if this person works in the system
config-two-secrets = the account has both "pin_hash" and "password_hash"
    .instead = leave one of them
config-needs-password = "{ $account }" signs in with a PIN and sees reports, people's data or settings
    .instead = set a password: the settings page, section "Staff"
config-directory-bad-url = "{ $found }" is not the address of a directory server
    .instead = "ldaps://dc1.corp.example" or "ldap://dc1.corp.example" (with StartTLS); a port may follow a colon
config-directory-tls-off = "{ $found }" is always encrypted, and tls = "off"
    .instead = take tls away or write ldap://
config-directory-needs-ca = nothing says who vouches for the directory's servers
    .instead = ca = "/etc/talon/corp-ca.pem", the certificate of the company's authority
config-directory-in-the-clear = the company's passwords will cross the network in the clear
    .instead = take tls = "off" away and give ca
config-directory-two-ways = "{ $found }" is for searching, and bind_as already makes the name
    .instead = leave either bind_as or base, filter, reader and reader_password_file
config-directory-no-way = nothing says how a person is found in the directory
    .instead = bind_as = "{"{"}account{"}"}@corp.example", or base, filter, reader and reader_password_file
config-directory-search-needs = the search in the directory lacks the key "{ $found }"
    .instead = all four are needed: base, filter, reader and reader_password_file
config-directory-bad-filter = the filter "{ $found }" cannot be read
    .instead = for example "(&(objectClass=user)(sAMAccountName={"{"}account{"}"}))"
config-directory-no-account = "{ $found }" has no place for the person's name
    .instead = write {"{"}account{"}"} where the name goes
config-directory-and-password = the account has both "directory" and "password_hash"
    .instead = either the directory or the office checks the password; leave one of them
config-directory-off = the account signs in through a directory, and there is none
    .instead = give urls in the section [directory], or take the account's key directory away
config-directory-no-local-admin = with the directory away nobody could open the settings
    .instead = let one administrator at least sign in with a password of the office: without directory, with password_hash
config-easy-pin = the PIN of "{ $account }" is easy to guess
    .instead = change it
config-no-such-role = { $role ->
    [hall] nobody has the role "hall", the hall manager's
   *[head] nobody has the role "head", the head of office's
}
    .instead = add an account to [[staff]]
config-empty-segment = segment "{ $found }" has no services
    .instead = add services or remove it: its button on the kiosk leads nowhere
