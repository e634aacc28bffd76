#!/usr/bin/env bash
# How the office bears a full house: 200 desk pages, 20 boards and 4 kiosks
# listen while visits pass at the desks as fast as the desks may call. Memory
# and open files must stay flat. This computer only, bounded in visits and time.
#
#   bash tests/soak.sh [VISITS] [PROGRAM]      default: 1000 target/debug/talon
set -euo pipefail
cd "$(dirname "$0")/.."
visits="${1:-1000}"
program="${2:-target/debug/talon}"
command -v python3 >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3; }
work="$(mktemp -d)"
trap 'kill "$office" 2>/dev/null || true; rm -rf "$work"' EXIT
"$program" demo --headless --json --listen 127.0.0.1:0 --data "$work/data" >"$work/ready" 2>"$work/log" &
office=$!
for _ in $(seq 200); do [ -s "$work/ready" ] && break; sleep 0.1; done
python3 - "$work" "$office" "$visits" <<'PY'
import asyncio, json, os, sys, time
work, office, visits = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ready = json.loads(open(f"{work}/ready").readline())
host, port = ready["url"].removeprefix("http://").split(":")
tokens = ready["tokens"]
LIMIT_S = 1800
began = time.monotonic()
heard = {"pictures": 0}

async def listen(view, token):
    reader, writer = await asyncio.open_connection(host, port, limit=1 << 22)
    head = f"GET /api/v1/feed?view={view} HTTP/1.1\r\nhost: {host}:{port}\r\n"
    head += f"authorization: Bearer {token}\r\n" if token else ""
    writer.write((head + "\r\n").encode())
    while line := await reader.readline():
        if line.startswith(b"event: picture"):
            heard["pictures"] += 1
    raise SystemExit(f"soak: the feed of a {view} ended")

async def ask(method, path, token, body):
    reader, writer = await asyncio.open_connection(host, port)
    body = json.dumps(body)
    writer.write((f"{method} {path} HTTP/1.1\r\nhost: {host}:{port}\r\nauthorization: Bearer {token}\r\n"
                  f"connection: close\r\ncontent-length: {len(body)}\r\n\r\n{body}").encode())
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), (json.loads(body) if body[:1] in b"{[" and body else None)

done = 0
async def desk(number, services):
    global done
    turn = 0
    hall = tokens["hall"]
    serving = None
    while done < visits and time.monotonic() - began < LIMIT_S:
        # A series has 999 numbers a day: visits spread over the desk's services.
        turn += 1
        wanted = {"service": services[turn % len(services)], "print": False}
        await ask("POST", "/api/v1/tickets", tokens["kiosk"], wanted)
        status, called = await ask("POST", f"/api/v1/desks/{number}/call-next", hall, {"finish": serving})
        if status == 200 and called and called.get("ticket"):
            serving = called["ticket"]["number"]
            await ask("POST", f"/api/v1/desks/{number}/start", hall, {})
            done += 1
        else:
            code = (called or {}).get("code")
            if code == "desk-busy":
                await ask("POST", f"/api/v1/desks/{number}/start", hall, {})
            elif code in ("nobody-served", "not-served-here"):
                serving = None
        await asyncio.sleep(1.55)

def size(path):
    return sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(path) for name in names)

def look():
    rss = next(int(line.split()[1]) for line in open(f"/proc/{office}/status") if line.startswith("VmRSS"))
    files = len(os.listdir(f"/proc/{office}/fd"))
    ticks = sum(int(x) for x in open(f"/proc/{office}/stat").read().rsplit(")", 1)[1].split()[11:13])
    data = f"{work}/data"
    database = sum(os.path.getsize(f"{data}/{name}") for name in os.listdir(data) if name.startswith("office.db"))
    return dict(visits=done, seconds=int(time.monotonic() - began), memory_mib=round(rss / 1024, 1), files=files,
                cpu_s=ticks / os.sysconf("SC_CLK_TCK"), database_kib=database // 1024,
                journal_kib=size(f"{data}/journal") // 1024, pictures=heard["pictures"])

async def main():
    listeners = [asyncio.create_task(listen("staff", tokens["hall"])) for _ in range(200)]
    listeners += [asyncio.create_task(listen("board", None)) for _ in range(20)]
    listeners += [asyncio.create_task(listen("kiosk", tokens["kiosk"])) for _ in range(4)]
    await asyncio.sleep(2)
    _, desks = await ask("GET", "/api/v1/desks", tokens["hall"], {})
    work_at = [asyncio.create_task(desk(d["desk"], d["services"])) for d in desks if d.get("staff")]
    looks = [look()]
    print(looks[0], flush=True)
    while not all(task.done() for task in work_at):
        await asyncio.sleep(15)
        looks.append(look())
        print(looks[-1], flush=True)
        for task in listeners:
            if task.done():
                task.result()
    for task in work_at:
        task.result()
    for task in listeners:
        task.cancel()
    early = looks[max(1, len(looks) // 4)]
    late = looks[-1]
    assert late["visits"] >= visits, "not all visits within half an hour"
    assert late["memory_mib"] < early["memory_mib"] * 1.5 + 8, f"memory grows: {early} {late}"
    assert late["files"] <= early["files"] + 16, f"files stay open: {early} {late}"
    print("soak: all is well")

asyncio.run(main())
PY
