#!/usr/bin/env bash
# A week of a full house in less than an hour: 200 desk pages, 20 boards and 4
# kiosks listen, 3,000 visitors a day come and are served. The office's clocks
# run 100 times as fast while it is open and 2,000 times at night. Memory, open
# files and threads must stay flat, and the database must hold every number told
# once. Memory is given back as in talon.service. Needs a C compiler and a quiet machine: 5 s of its time are 50 ms.
#
#   bash tests/week.sh [DAYS] [PROGRAM]      default: 7 target/release/talon
set -euo pipefail
cd "$(dirname "$0")/.."
days="${1:-7}"
program="${2:-target/release/talon}"
command -v python3 >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3; }
work="$(mktemp -d)"
trap 'kill "$office" 2>/dev/null || true; [ -n "${WEEK_KEEP:-}" ] || rm -rf "$work"' EXIT
cc -O2 -shared -fPIC -o "$work/hurry.so" tests/house/hurry.c -ldl

mkdir -p "$work/data/office.toml.versions" # an office file with earlier versions is kept as it is
sed -E 's/^(mon|tue|wed|thu|fri|sat|sun) = .*/\1 = "09:00-18:00"/; s#^time_zone = .*#time_zone = "Etc/UTC"#' \
    assets/office.toml >"$work/data/office.toml"
export HURRY=100 HURRY_NIGHT=2000 HURRY_DAY=$((10 * 3600)) HURRY_FROM=1796027400 # Monday 30.11.2026, 08:30
LD_PRELOAD="$work/hurry.so" MALLOC_MMAP_THRESHOLD_=1048576 "$program" demo --headless --json --listen 127.0.0.1:0 --data "$work/data" >"$work/ready" 2>"$work/log" &
office=$!
for _ in $(seq 200); do [ -s "$work/ready" ] && break; sleep 0.1; done
python3 - "$work" "$office" "$days" <<'PY'
import asyncio, json, os, signal, sqlite3, sys, time
work, office, days = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ready = json.loads(open(f"{work}/ready").readline())
host, port = ready["url"].removeprefix("http://").split(":")
tokens = ready["tokens"]
RATE, NIGHT, DAY_S = (int(os.environ[name]) for name in ("HURRY", "HURRY_NIGHT", "HURRY_DAY"))
VISITS, OPEN_S = 3000, 9 * 3600
began = time.monotonic()
told, twice, seen = set(), [], {}
heard = ended = 0

def passed():
    # Seconds of the office since 08:30 on Monday, as hurry.c counts them.
    lit = DAY_S / RATE
    whole = lit + (86400 - DAY_S) / NIGHT
    rounds, rest = divmod(time.monotonic() - began, whole)
    return rounds * 86400 + (rest * RATE if rest < lit else DAY_S + (rest - lit) * NIGHT)

def day():
    return int((passed() + 8.5 * 3600) // 86400)

def is_open():
    return 1800 < passed() % 86400 < 1800 + OPEN_S - 1800

def count(what):
    seen[what] = seen.get(what, 0) + 1

async def listen(view, token):
    global heard, ended
    head = f"GET /api/v1/feed?view={view} HTTP/1.1\r\nhost: {host}:{port}\r\n"
    head += f"authorization: Bearer {token}\r\n" if token else ""
    while True:
        try:
            reader, writer = await asyncio.open_connection(host, port, limit=1 << 20)
            writer.write((head + "\r\n").encode())
            while some := await reader.read(1 << 18):
                heard += some.count(b"event: picture")
            writer.close()
        except OSError:
            pass
        ended += 1
        await asyncio.sleep(0.2)

keys = iter(range(1 << 40))

async def ask(method, path, head, body):
    # Until there is an answer, always with the same key: done once.
    body, key, name = json.dumps(body), next(keys), path.rsplit("/", 1)[1]
    for _ in range(300):
        try:
            reader, writer = await asyncio.open_connection(host, port)
            writer.write((f"{method} {path} HTTP/1.1\r\nhost: {host}:{port}\r\n{head}\r\nidempotency-key: {key}\r\nconnection: close\r\n"
                          f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n{body}").encode())
            answer = await reader.read()
            writer.close()
            head_of, _, rest = answer.partition(b"\r\n\r\n")
            status = int(head_of.split(b" ")[1])
            if status not in (408, 429, 503):
                return status, head_of.decode(), json.loads(rest) if rest else None
            count(f"{name}: {status}, again")
        except (OSError, IndexError):
            count(f"{name}: no answer, again")
        await asyncio.sleep(0.1)
    raise SystemExit(f"week: no answer to {method} {path}")

async def desk(account, number, services, each_s):
    turn, serving, signed_in, due = 0, None, None, 0
    kiosk = f"authorization: Bearer {tokens['kiosk']}"
    while day() < days:
        if not is_open():
            await asyncio.sleep(0.05)
            continue
        if signed_in != day():
            signed_in, serving, due = day(), None, passed()
            status, head, body = await ask("POST", "/api/v1/session", "accept-language: en", {"account": account, "pin": "111111"})
            assert status == 200, body
            me = "cookie: " + head.lower().split("set-cookie: ")[1].split(";")[0]
            status, _, body = await ask("POST", f"/api/v1/desks/{number}/open", me, {})
            count(f"open: {status} {(body or {}).get('code', '')}")
        turn += 1
        status, _, ticket = await ask("POST", "/api/v1/tickets", kiosk, {"service": services[turn % len(services)], "print": False})
        count(f"ticket: {status} {(ticket or {}).get('code', '')}")
        if status == 201:
            if ticket["id"] in told: twice.append(ticket["id"])
            told.add(ticket["id"])
        status, _, called = await ask("POST", f"/api/v1/desks/{number}/call-next", me, {"finish": serving})
        count(f"call: {status} {(called or {}).get('code', '')}")
        if status == 200 and called and called.get("ticket"):
            serving = called["ticket"]["id"]
            await ask("POST", f"/api/v1/desks/{number}/start", me, {})
        elif status != 204:
            code = (called or {}).get("code")
            if code == "desk-busy":
                await ask("POST", f"/api/v1/desks/{number}/start", me, {})
            elif code in ("nobody-served", "not-served-here"):
                serving = None
        due += each_s
        await asyncio.sleep(max(0.005, (due - passed()) / RATE))

def size(path):
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                total += os.path.getsize(os.path.join(folder, name))
            except OSError:
                pass
    return total // 1024

def look():
    status = dict(line.split(":", 1) for line in open(f"/proc/{office}/status"))
    ticks = sum(int(x) for x in open(f"/proc/{office}/stat").read().rsplit(")", 1)[1].split()[11:13])
    return dict(hour=round(passed() / 3600 + 8.5, 1), told=len(told), memory_mib=round(int(status["VmRSS"].split()[0]) / 1024, 1),
                files=len(os.listdir(f"/proc/{office}/fd")), threads=int(status["Threads"]), cpu_s=round(ticks / os.sysconf("SC_CLK_TCK")),
                data_kib=size(f"{work}/data"), journal_kib=size(f"{work}/data/journal"), pictures=heard, feeds_ended=ended)

async def main():
    listeners = [asyncio.create_task(listen("staff", tokens["hall"])) for _ in range(200)]
    listeners += [asyncio.create_task(listen("board", None)) for _ in range(20)]
    listeners += [asyncio.create_task(listen("kiosk", tokens["kiosk"])) for _ in range(4)]
    await asyncio.sleep(2)
    hall = f"authorization: Bearer {tokens['hall']}"
    _, _, desks = await ask("GET", "/api/v1/desks", hall, {})
    manned = [d for d in desks if d.get("staff")]
    each_s = (OPEN_S - 1800) * len(manned) / VISITS
    work_at = [asyncio.create_task(desk(d["staff"], d["desk"], d["services"], each_s)) for d in manned]
    evenings, last = [], -1
    while not all(task.done() for task in work_at):
        await asyncio.sleep(0.5)
        # Every three hours, and the evenings after closing.
        if last != (last := int((passed() + 1800) // 10800)):
            print(json.dumps(look()), flush=True)
            if last % 8 == 4:
                evenings.append(look())
    for task in work_at:
        task.result()
    for task in listeners:
        task.cancel()
    print(json.dumps(look()), json.dumps(seen, indent=1), sep="\n", flush=True)
    return evenings

evenings = asyncio.run(main())
os.kill(office, signal.SIGTERM)
held = set()
for _ in range(100):  # until the office has let go of it
    try:
        bodies = sqlite3.connect(f"file:{work}/data/office.db?mode=ro", uri=True).execute("SELECT body FROM entry").fetchall()
        break
    except sqlite3.OperationalError:
        time.sleep(0.1)
for (body,) in bodies:
    entry = json.loads(body)
    for event in entry["events"]:
        if event["event"] == "ticket-taken":
            name = f"{time.strftime('%Y-%m-%d', time.gmtime(entry['at'] / 1000))}-{event['number']}"
            if name in held: twice.append(name)
            held.add(name)
print(f"told {len(told)}, in the database {len(held)}, lost {len(told - held)}, twice {len(twice)}")
assert told and not told - held and not twice, "numbers are lost or doubled"
first, late = evenings[min(1, len(evenings) - 1)], evenings[-1]
assert late["memory_mib"] < first["memory_mib"] * 1.25 + 8, f"memory grows: {first} {late}"
assert late["files"] <= first["files"] + 16 and late["threads"] <= first["threads"] + 8, f"files or threads stay: {first} {late}"
print("week: all is well")
PY
wait "$office" 2>/dev/null || true
"$program" verify --data "$work/data"
