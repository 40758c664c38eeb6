// Forms of text that a pattern cannot tell: what people write is taken, and put into one form.
import { domainToASCII } from 'node:url'
import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Words } from '../../errors.ts'
import { holdsPersonalNumber } from '../../personal.rules.ts'
import { readEdtf } from '../../vague-dates.ts'

interface TextForm {
  /** The text in its form; nothing where it has none. */
  read: (text: string) => string | undefined
  /** What the text says besides, for fields called like its own and so. */
  beside?: (text: string) => Record<string, string>
  words: Words
}

/** By what a schema calls them in `x-form`. */
export const textForms: Record<
  'line' | 'quote' | 'tag' | 'prose' | 'web-address' | 'e-mail' | 'telephone' | 'vague-date',
  TextForm
> = {
  line: {
    read: (text) => (isVisible(text) && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) ? text.replace(directions, '') : undefined),
    words: {
      en: 'must be one line with something in it that can be seen',
      sv: 'ska vara en rad med något som syns i',
    },
  },
  quote: {
    // All may read it at once.
    read: (text) => (holdsPersonalNumber(text) ? undefined : textForms.line.read(text)),
    words: {
      en: 'must be one line with something in it that can be seen, and no personal identity number',
      sv: 'ska vara en rad med något som syns i, och inget personnummer',
    },
  },
  tag: {
    // Commas stand between values in a query.
    read: (text) => (text.includes(',') ? undefined : textForms.line.read(text)),
    words: {
      en: 'must be one line without a comma, with something in it that can be seen',
      sv: 'ska vara en rad utan komma, med något som syns i',
    },
  },
  prose: {
    read: (text) => (isVisible(text) ? text : undefined),
    words: { en: 'must have something in it that can be seen', sv: 'ska ha något som syns i' },
  },
  'web-address': {
    read: readWebAddress,
    words: {
      en: 'must be a whole web address, as https://www.exempel.se/om, without user name and password',
      sv: 'ska vara en hel webbadress, som https://www.exempel.se/om, utan användarnamn och lösenord',
    },
  },
  'e-mail': {
    read: readEmail,
    words: { en: 'must be an e-mail address, as info@exempel.se', sv: 'ska vara en e-postadress, som info@exempel.se' },
  },
  'vague-date': {
    read: (text) => readEdtf(text)?.day,
    beside: (text) => {
      const date = readEdtf(text)
      // Of a day it is not said how precisely it is known.
      return date && date.precision !== 'day' ? { Precision: date.precision } : {}
    },
    words: {
      en: 'must be a date, as 2016-06-23; or, where no more is known, 2016, 2016-06, 2016-21 (spring; to 24, winter) or 2016-33 (first quarter; to 36), and its precision must be no other than that',
      sv: 'ska vara ett datum, som 2016-06-23; eller, om mer inte är känt, 2016, 2016-06, 2016-21 (våren; till 24, vintern) eller 2016-33 (första kvartalet; till 36), och dess precision får inte vara en annan',
    },
  },
  telephone: {
    read: readTelephone,
    words: {
      en: 'must be a whole phone number, as 0303-23 80 00 or +46 303 23 80 00',
      sv: 'ska vara ett helt telefonnummer, som 0303-23 80 00 eller +46 303 23 80 00',
    },
  },
}

/** Signs that turn the direction of writing: copied along unseen, and able to make a name look like another. */
const directions = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/g
/** Letters that look like nothing: fillers of Hangul, the empty cell of Braille. */
const blanks = /[\p{C}\p{Z}\p{Mn}\u115f\u1160\u3164\uffa0\u2800]/gu

function isVisible(text: string): boolean {
  return text.replace(blanks, '') !== ''
}

/** As browsers read it (WHATWG), kept as it was written but for the case of its scheme. */
function readWebAddress(text: string): string | undefined {
  const [, scheme = '', rest = ''] = /^(https?):\/\/(\S+)$/i.exec(text) ?? []
  const address = `${scheme.toLowerCase()}://${rest}`
  if (!URL.canParse(address) || rest.includes('\\')) return undefined
  const { username, password, hostname } = new URL(address)
  return username === '' && password === '' && isHost(hostname) ? address : undefined
}

/** A name with a dot and no empty label, or an IPv6 address. */
function isHost(hostname: string): boolean {
  return /^(?:[^.]+\.)+[^.]+$/.test(hostname) || hostname.startsWith('[')
}

/** Letters of any language on both sides (RFC 6531), the domain as IDNA has it; kept as it was written. */
function readEmail(text: string): string | undefined {
  const at = text.lastIndexOf('@')
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)]
  const isLocal = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local)
  const ascii = domainToASCII(domain)
  const isDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(ascii)
  return isLocal && isDomain && local.length <= 64 && ascii.length <= 253 ? text : undefined
}

/** However it is written, as ITU-T E.123 writes it to the world; without a country it is Swedish. */
function readTelephone(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/^\s*tel[.:]?\s*/i, '')
    .replace(/^\((\+\d+)\)/, '$1')
    .replace(/ankn(?:ytning)?\.?/i, 'ext')
  // The library counts digits, whatever stands between them.
  if (/[^\d\p{L}]{4}/u.test(plain)) return undefined
  const number = parsePhoneNumberFromString(plain, { defaultCountry: 'SE', extract: false })
  return number?.isPossible() ? number.formatInternational() : undefined
}
