import signal

signal.signal(signal.SIGTERM, lambda *_: exit(0))
print("worker is ready", flush=True)
while True:
    signal.pause()
