### Taking back the last act, safe keeping, paper.

problem-nothing-to-undo = There is nothing to take back at desk { $desk }.
problem-undo-too-late = It is too late to take this back. Ticket { $ticket } stays as it is; the usual buttons can bring it back.
problem-undo-moved-on = This can no longer be taken back: desk { $desk } or ticket { $ticket } has moved on since.
