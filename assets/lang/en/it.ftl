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
