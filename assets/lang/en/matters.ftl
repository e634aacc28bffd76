# Callbacks, statements, the contact record, quiet help.

problem-needs-database = The live queue is on: the database is away for now, so this cannot be kept yet. Please write it on paper and try again when the queue is electronic again.
problem-people-unavailable = Personal details cannot be kept or shown right now: their database is away. Please write them on paper and try again in a minute.
problem-unknown-record = There is no record { $id }: it has left the list, or the number is another one.
problem-record-changed = Somebody else has just changed this record. Please refresh it and see whether your change is still needed.
problem-record-closed = Record { $id } is closed already and needs no change.
problem-too-many = There are { $limit } records here already and no room for more. Please close those that are done.
problem-take-ticket-instead = Registration is open: please take a ticket. A manager will answer you today.
problem-wrong-phone = This phone number cannot be dialled. Ten digits are needed, for example 912 345-67-89.
problem-wrong-contract = A contract number has 4 to 20 digits and letters, for example 660400123456.
problem-wrong-name = A name is written in letters.
problem-text-too-long = The text is too long: there is room for { $limit } characters.
