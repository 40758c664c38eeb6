/** The closed list of what can go wrong for a caller. Their HTTP statuses stand in `http/problem.ts`. */
export const errorCodes = [
  'invalid_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'not_acceptable',
  'conflict',
  'version_mismatch',
  'too_large',
  'unsupported_media_type',
  'rule_broken',
  'precondition_required',
  'rate_limited',
  'internal',
  'unavailable',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** A sentence for a person, in both languages that the register speaks. */
export interface Words {
  en: string
  sv: string
}

/** One thing that is wrong, and where: a JSON pointer into the part of the request that is named. */
export interface Fault {
  /** The part of the request that is wrong. */
  part: 'body' | 'query' | 'path' | 'header'
  pointer: string
  code: string
  detail: Words
  /** The same for who reads it beside the very field, where `detail` names that: a form on a page. */
  besideField?: Words
}

/** What a rule, a query or a command throws: a meaning, never a status code. Nothing in it may be secret or personal. */
export class RegistryError extends Error {
  readonly code: ErrorCode
  readonly detail: Words
  readonly faults: Fault[]
  /** Further members of the answer, such as the current version of a row. */
  readonly extensions: Record<string, unknown>

  constructor(code: ErrorCode, detail: Words, faults: Fault[] = [], extensions: Record<string, unknown> = {}) {
    super(detail.en)
    this.code = code
    this.detail = detail
    this.faults = faults
    this.extensions = extensions
  }
}

/** A fault in the body, at a JSON pointer. */
export function fault(pointer: string, code: string, en: string, sv: string): Fault {
  return { part: 'body', pointer, code, detail: { en, sv } }
}

/** A day that something happened on is not one of the future. */
export function futureFault(pointer: string): Fault {
  return fault(pointer, 'future', 'That day has not come yet.', 'Den dagen har inte kommit än.')
}

/** Throws `rule_broken` with all faults at once, or nothing when there are none. */
export function throwFaults(faults: Fault[]): void {
  if (faults.length === 0) return
  throw new RegistryError('rule_broken', summaryOf(faults), faults)
}

/** One sentence for several faults: the first one's own, and how many more there are. */
export function summaryOf(faults: Fault[]): Words {
  const [first, ...more] = faults
  if (!first) return { en: 'The request breaks a rule.', sv: 'Begäran bryter mot en regel.' }
  if (more.length === 0) return first.detail
  return {
    en: `${first.detail.en} (and ${more.length} more, see errors)`,
    sv: `${first.detail.sv} (och ${more.length} till, se errors)`,
  }
}

/** What a row that is not there, or not for this caller to know of, is called; and the article of its Swedish name. */
export function notFound(en: string, sv: string, article: 'en' | 'ett' = 'en'): RegistryError {
  return new RegistryError('not_found', noSuch(en, sv, article))
}

/** The same as a fault, where a body refers to it. */
export function unknownFault(pointer: string, en: string, sv: string, article: 'en' | 'ett' = 'en'): Fault {
  return { part: 'body', pointer, code: 'unknown', detail: noSuch(en, sv, article) }
}

function noSuch(en: string, sv: string, article: 'en' | 'ett'): Words {
  const none = article === 'ett' ? 'inget sådant' : 'ingen sådan'
  return { en: `There is no such ${en}.`, sv: `Det finns ${none} ${sv}.` }
}

/** The register cannot start or go on. The message is one line for a person: what is wrong, and what to do. */
export class StartupError extends Error {}
