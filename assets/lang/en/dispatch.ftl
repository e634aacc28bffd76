# Who is called, how long it takes, how many desks are needed.

why-short-question = a short question in a peak
