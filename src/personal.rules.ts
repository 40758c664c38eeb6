import { fault, type Fault } from './errors.ts'
import { isUuid } from './uuid.ts'

/** What people write between the groups of a number. */
const gap = String.raw`[\s\p{Pd}\u2212./+]{0,3}`

/**
 * A personal identity number or coordination number by its groups: century or none, year, month, day, the last four. It
 * stands by itself: no letter or digit touches it, nor a digit beyond a sign that joins, and no area code stands before it.
 */
const candidate = RegExp(
  String.raw`(?<![\p{L}\p{N}]|\p{N}[\p{Pd}\u2212./:,+]|(?<!\p{N})0\p{N}{1,3}[\s\p{Pd}/]{1,3})` +
    `(?:(18|19|20)${gap})?(\\d\\d)${gap}(\\d\\d)${gap}(\\d\\d)${gap}(\\d{4})` +
    String.raw`(?![\p{L}\p{N}]|[\p{Pd}\u2212./:,+][\p{L}\p{N}])`,
  'gu',
)

/** How many digits people write together: `8001011234` to `19 80 01 01 12 34`, but not `0303-238000`, a phone number. */
const groupings = new Set(['10', '12', '6-4', '8-4', '2-6-4', '4-2-2-4', '2-2-2-4', '2-2-2-2-4'])
/** Ten digits that somebody has a word for are a person's, whatever else they may be. */
const saysPerson =
  /person|p(?:ers?)?\.?-?\s?n(?:umme)?r|samordning|född|födelse|born|birth|identi|\bid\b|elev|pupil|student|deltag|praktikant|participant/iu
const isTimeOfDay = /^(?:[01]\d|2[0-3])[0-5]\d$/
/** Nobody who takes a place is so young: such a date is that of a case, or of a meeting. */
const youngest = 10

/**
 * Whether a text holds a number that names a person. It is one when its date is real and past, its check digit right, and
 * it stands by itself. What could as well be a phone number, a case number or a day with a time must be alone, or called one.
 */
export function holdsPersonalNumber(text: string): boolean {
  if (withoutDigits.test(text) || isUuid(text)) return false
  const plain = plainOf(text).replace(/(?<=nr|nummer)(?=\d)/giu, ' ')
  return plain.matchAll(candidate).some((match) => isPersonalNumber(match, plain))
}

function isPersonalNumber(match: RegExpExecArray, text: string): boolean {
  const [whole, century = '', year = '', month = '', day = '', last = ''] = match
  const grouping = whole
    .split(/[^\d]+/)
    .map(({ length }) => length)
    .join('-')
  if (!groupings.has(grouping) || !hasCheckDigit(year + month + day + last)) return false
  const born = bornIn(century, year, month, day, /\+\s*\d{4}$/.test(whole))
  if (born === undefined) return false
  const isCalledOne = saysPerson.test(text.slice(Math.max(0, match.index - 40), match.index))
  if (isCalledOne) return true
  if (grouping === '10') return !year.startsWith('0') && text.trim() === whole
  const isRecent = born > new Date().getFullYear() - youngest
  return !(isRecent && isTimeOfDay.test(last))
}

/** The year of a birth that is past, the latest that there can be; nothing where no calendar has the day. */
function bornIn(century: string, year: string, month: string, day: string, isOld: boolean): number | undefined {
  const now = new Date()
  // A coordination number has the day of birth plus 60.
  const date = Number(day) % 60
  const years = century ? [Number(century + year)] : [2000 + Number(year), 1900 + Number(year), 1800 + Number(year)]
  return years.find((one) => {
    const born = new Date(Date.UTC(one, Number(month) - 1, date))
    const isReal = date > 0 && born.getUTCMonth() === Number(month) - 1 && Number(day) < 92
    return isReal && born < now && (!isOld || one <= now.getUTCFullYear() - 100)
  })
}

/** Luhn's, over ten digits. */
function hasCheckDigit(digits: string): boolean {
  const sum = Array.from(digits).reduce((total, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + Math.floor(doubled / 10) + (doubled % 10)
  }, 0)
  return sum % 10 === 0
}

const phoneNumbers = [
  // Of any country; a Swedish mobile, whatever stands before it. Area codes look like the numbers of cases.
  RegExp(String.raw`(?<![\p{L}\p{N}])(?:\+|00)[1-9](?:[\s\p{Pd}\u2212./+()]{0,3}\d){8,13}(?!\d)`, 'u'),
  RegExp(String.raw`(?<!\d)07[02369](?:${gap}\d){7}(?!\d)`, 'u'),
  RegExp(
    String.raw`(?:\btel|\bring|telefon|phone|\bcall|mobil)\P{N}{0,20}0(?:8|[1-9]\d{1,2})${gap}\d(?:${gap}\d){4,7}(?!\d)`,
    'iu',
  ),
]

/** What names a person in a text of the caller's own. */
const personal = [
  { code: 'personal_number', en: 'a personal identity number', sv: 'ett personnummer', isIn: holdsPersonalNumber },
  {
    code: 'email',
    en: 'an e-mail address',
    sv: 'en e-postadress',
    isIn: (text: string) => /[^\s@]@[^\s@]/u.test(plainOf(text)),
  },
  {
    code: 'phone_number',
    en: 'a phone number',
    sv: 'ett telefonnummer',
    isIn: (text: string) => phoneNumbers.some((form) => form.test(plainOf(text))),
  },
]

/**
 * What looks like a personal identity number, an e-mail address or a phone number in a text of the caller's own, which
 * the register must not keep. No fault repeats the text. A UUID is nobody's number, whatever digits it has.
 */
export function personalFaults(pointer: string, text: string | null | undefined): Fault[] {
  if (text == null || isUuid(text)) return []
  return personal
    .filter(({ isIn }) => isIn(text))
    .map(({ code, en, sv }) =>
      fault(
        pointer,
        code,
        `This looks like ${en}. The register does not keep those: use something that only you can read.`,
        `Detta ser ut som ${sv}. Registret sparar inte sådana: använd något som bara ni kan tyda.`,
      ),
    )
}

/** The same for personal identity numbers alone, in texts that may well hold an address or a phone number. */
export function personalNumberFaults(pointer: string, text: string | null | undefined): Fault[] {
  return personalFaults(pointer, text).filter(({ code }) => code === 'personal_number')
}

/** ASCII alone, in which every digit is one of ten. */
// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const withoutDigits = /^[\x00-\x2f\x3a-\x7f]*$/

/** Without what cannot be seen, digits of any width as the usual ten. */
function plainOf(text: string): string {
  return text.normalize('NFKC').replace(/\p{Cf}/gu, '')
}
