// ULIDs: 48 bits of time, 80 of randomness, and rising within one millisecond.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let lastTime = -1;
let tail: number[] = [];

function randomDigits(): number[] {
  const bytes = new Uint8Array(16);
  crypto.getRandomValues(bytes);
  return Array.from(bytes, (byte) => byte & 31);
}

export function ulid(now = Date.now()): string {
  if (now > lastTime) {
    lastTime = now;
    tail = randomDigits();
  } else {
    for (let i = tail.length - 1; i >= 0; --i) {
      if (tail[i]! < 31) { tail[i]!++; break; }
      tail[i] = 0;
    }
  }
  let head = "";
  for (let time = lastTime, i = 0; i < 10; ++i, time = Math.floor(time / 32)) head = alphabet[time % 32] + head;
  return head + tail.map((digit) => alphabet[digit]).join("");
}
