import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const prefix = 'sk_'
const secretBytes = 32
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretLength = 43
const checkLength = 6
const hintLength = prefix.length + 6
const form = new RegExp(`^${prefix}[0-9A-Za-z]{${secretLength + checkLength}}$`)

/**
 * A new API key: `sk_`, 256 random bits, and six characters that check the rest, so that a mistyped key is told from a
 * revoked one without a look in the database, and a leaked one is found by scanners.
 */
export function newKey(): string {
  const secret = base62(BigInt(`0x${randomBytes(secretBytes).toString('hex')}`), secretLength)
  return prefix + secret + checkOf(secret)
}

/** Whether a text is a key at all. */
export function isKey(text: string): boolean {
  if (!form.test(text)) return false
  const secret = text.slice(prefix.length, prefix.length + secretLength)
  return text.endsWith(checkOf(secret))
}

/** What is kept of a key. Its 256 random bits need no salt and no slow hash. */
export function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** The beginning of a key, enough for its holder to know it by. */
export function hintOf(key: string): string {
  return key.slice(0, hintLength)
}

function checkOf(secret: string): string {
  return base62(BigInt(crc32(prefix + secret)), checkLength)
}

function base62(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= 62n) text = alphabet[Number(rest % 62n)] + text
  return text
}
