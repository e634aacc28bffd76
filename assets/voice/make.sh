#!/bin/bash
# Makes every voice clip anew from Debian main: apt-get install espeak-ng sox libsox-fmt-base
#
# A clip is mono Ogg Vorbis at 16000 Hz (22050 Hz passes 2 MB in all). Its name says how it is spoken:
#   j…  goes on: level tone, something follows at once   («сто» of «сто двенадцать»)
#   n…  ends a ticket number: a small rise at the end («двенадцать» before «окно»)
#   d…  the desk: falls, the sentence ends here
# A recorded clip may replace any of them under the same name.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p ru en

# All clips are brought to the same loudness, so that no word jumps out.
target_rms=0.14

# finish WAV OGG: no silence around, a little presence for a hall, one loudness.
finish() {
    sox -D "$1" "$work/trimmed.wav" gain -6 \
        silence 1 0.002 0.08% reverse silence 1 0.002 0.08% reverse \
        highpass 90 equalizer 2800 1.2q +2.5 \
        fade t 0.004 reverse fade t 0.008 reverse
    # «У» and «О» come out shorter than 0.2 s: too short to be caught in a hall.
    local stretch
    stretch=$(awk -v s="$(soxi -D "$work/trimmed.wav")" 'BEGIN {print (s < 0.32) ? s / 0.32 : 1}')
    sox -D "$work/trimmed.wav" "$work/long.wav" tempo -s "$stretch"
    mv "$work/long.wav" "$work/trimmed.wav"
    local rms gain
    rms=$(sox "$work/trimmed.wav" -n stat 2>&1 | awk '/^RMS +amplitude/ {print $3}')
    gain=$(awk -v r="$rms" -v t="$target_rms" 'BEGIN {printf "%.2f", 20 * log(t / r) / log(10)}')
    # -3 dB of head room: Vorbis at low rates overshoots the peaks it is given.
    sox -D "$work/trimmed.wav" -r 16000 -c 1 -C -1 --comment "Talon voice clip" "$2" \
        gain -l "$gain" gain -l 3 gain -3
}

# say LANGUAGE CONTOUR NAME TEXT
say() {
    local voice speed letter_speed text=$4
    case $1 in
        ru) voice=ru speed=135 letter_speed=80 ;;
        en) voice=en-gb speed=140 letter_speed=105 ;;
    esac
    case $2 in
        # A letter is one short sound: it needs the time a whole word gets.
        letter) speed=$letter_speed text="<prosody range=\"10%\" pitch=\"+28%\">$4</prosody>" ;;
        on)   text="<prosody range=\"10%\" pitch=\"+28%\">$4</prosody>" ;;
        more) text="$4," ;;
        end)  text="$4." ;;
    esac
    espeak-ng -v "$voice" -m -p 55 -s "$speed" -w "$work/said.wav" "$text"
    finish "$work/said.wav" "$1/$3.ogg"
}

# numbers LANGUAGE: from the words in units, tens and hundreds.
numbers() {
    local language=$1 i ten unit
    for i in "${!units[@]}"; do say "$language" more "n$i" "${units[i]}"; done
    say "$language" on j0 "${units[0]}"
    for i in 2 3 4 5 6 7 8 9; do
        say "$language" more "n${i}0" "${tens[i]}"
        say "$language" on "j${i}0" "${tens[i]}"
    done
    for i in 1 2 3 4 5 6 7 8 9; do
        say "$language" more "n${i}00" "${hundreds[i]}"
        say "$language" on "j${i}00" "${hundreds[i]}${and}"
    done
    for i in $(seq 1 99); do
        ten=$((i / 10)) unit=$((i % 10))
        if [ "$i" -lt 20 ]; then say "$language" end "d$i" "${units[i]}"
        elif [ "$unit" -eq 0 ]; then say "$language" end "d$i" "${tens[ten]}"
        else say "$language" end "d$i" "${tens[ten]}${hyphen}${units[unit]}"
        fi
    done
}

russian() {
    units=(ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать
        тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать)
    tens=('' '' двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто)
    hundreds=('' сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот)
    hyphen=' ' and=''
    numbers ru
    say ru on ticket 'талон'
    say ru on window 'окно номер'
    # «к окну» in phonemes: espeak-ng reads a lone «к» as the letter's name.
    say ru on please "пожалуйста пройдите [[kVkn'u]] номер"
    while read -r name text; do say ru letter "letter_$name" "$text"; done <<'LETTERS'
a а
be бэ
ve вэ
ge гэ
de дэ
ie е
io ё
zhe жэ
ze зэ
i и́
ka ка
el эл
em эм
en эн
o о
pe пэ
er эр
es эс
te тэ
u у
ef эф
kha ха
tse цэ
che че
sha ша
shcha ща
e э
yu ю
ya я
LETTERS
}

english() {
    units=(zero one two three four five six seven eight nine ten eleven twelve
        thirteen fourteen fifteen sixteen seventeen eighteen nineteen)
    tens=('' '' twenty thirty forty fifty sixty seventy eighty ninety)
    hundreds=('' 'one hundred' 'two hundred' 'three hundred' 'four hundred' 'five hundred'
        'six hundred' 'seven hundred' 'eight hundred' 'nine hundred')
    hyphen='-' and=' and'
    numbers en
    say en on ticket 'ticket'
    say en on window 'window'
    say en on please 'please go to window'
    for letter in {A..Z}; do say en letter "letter_${letter,,}" "$letter"; done
    say en letter letter_zh 'zhe'
}

# Two soft bells, a falling major third: heard over talk, not an alarm.
chime() {
    local hz
    for hz in 659.25 523.25; do
        sox -n -r 16000 -c 1 "$work/bell1.wav" synth 3.2 sine "$hz" fade l 0.004 3.2 3.19
        sox -n -r 16000 -c 1 "$work/bell2.wav" synth 2.2 sine "$(awk "BEGIN {print $hz * 2}")" fade l 0.004 2.2 2.19
        sox -n -r 16000 -c 1 "$work/bell3.wav" synth 1.2 sine "$(awk "BEGIN {print $hz * 3.01}")" fade l 0.004 1.2 1.19
        sox -m -v 0.6 "$work/bell1.wav" -v 0.22 "$work/bell2.wav" -v 0.1 "$work/bell3.wav" "$work/$hz.wav"
    done
    sox "$work/523.25.wav" "$work/second.wav" pad 0.4
    sox -R -m -v 1 "$work/659.25.wav" -v 1 "$work/second.wav" -r 16000 -c 1 -C 1 \
        --comment "Talon voice clip" chime.ogg gain -n -4 trim 0 1.5 fade t 0 1.5 0.3
}

rm -f ru/*.ogg en/*.ogg chime.ogg
chime
russian
english
du -cb chime.ogg ru/*.ogg en/*.ogg | tail -1
