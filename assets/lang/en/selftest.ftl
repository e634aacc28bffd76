### What the self-test found.

selftest-power-cut = Kills under load: { $rounds }. Numbers told: { $told }, asked for and unanswered: { $unanswered }, lost: { $lost }, doubled: { $doubled }.
selftest-well = Everything that was told is there, once, and both logs are whole.
selftest-not-well = Something is wrong. The folder stays for whoever looks into it: { $folder }
selftest-nothing-told = No number was told before the kills: this proves nothing. Try again with more rounds (--rounds N). The folder stays for whoever looks into it: { $folder }
