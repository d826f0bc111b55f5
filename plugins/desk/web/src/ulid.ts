// ULIDs: 48 bits of time, 80 of chance, in Crockford's base 32. Rising within one tab.
const kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let last = 0;

export function ulid(now = Date.now()): string {
  last = Math.max(now, last + 1);
  let text = "";
  for (let left = last, i = 0; i < 10; ++i, left = Math.floor(left / 32)) text = kDigits[left % 32] + text;
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) text += kDigits[byte & 31];
  return text;
}
