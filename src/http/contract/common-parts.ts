import { problems, Problem } from '../responses/problem.ts'
import { base } from '../../representation.ts'
import type { ErrorCode } from '../../errors.ts'
import type { Reference } from './repeated-parts.ts'

// What many operations have in common stands once among the contract's components, and each operation refers to it:
// written out in each, headers and problems were nine tenths of the contract.

const refer = (kind: 'headers' | 'parameters' | 'responses', name: string): Reference => ({
  $ref: `#/components/${kind}/${name}`,
})

const longestHeader = 1_000
const told = (description: string) => ({ description, schema: { type: 'string', maxLength: longestHeader } })

export const headersOut = {
  Traceparent: told('The trace of the call, with our step in it.'),
  RequestId: told('What the register calls this request.'),
  Location: told('Where the new resource is.'),
  ETag: told('The version of a single resource; of a list without a key, the same while nothing changes.'),
  WwwAuthenticate: told('How to sign in, or the scope that is missing.'),
  RateLimitPolicy: told('The limits that this call counts for: so many calls (q) in so many seconds (w).'),
  RateLimit: told('What is left of them: so many calls (r), for so many seconds (t).'),
  RetryAfter: told('Seconds to wait; with a conflict, where waiting helps.'),
}

/** The headers of an answer with this status. */
export function headersOf(status: string): Record<string, Reference> {
  const header = (name: keyof typeof headersOut) => refer('headers', name)
  return {
    traceparent: header('Traceparent'),
    'x-request-id': header('RequestId'),
    ...(status === '201' && { location: header('Location') }),
    ...(['200', '201', '304'].includes(status) && { etag: header('ETag') }),
    ...(['401', '403'].includes(status) && { 'www-authenticate': header('WwwAuthenticate') }),
    ...(/^2|429/.test(status) && { 'ratelimit-policy': header('RateLimitPolicy'), ratelimit: header('RateLimit') }),
    ...(['409', '429', '503'].includes(status) && { 'retry-after': header('RetryAfter') }),
  }
}

const taken = (name: string, description: string, example: string, required = false) => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string', maxLength: longestHeader },
  example,
})

export const headersIn = {
  AcceptLanguage: taken('accept-language', 'Language of messages: sv or en.', 'sv'),
  IfNoneMatch: taken('if-none-match', 'ETag of what the caller already has.', '"1"'),
  IfMatch: taken('if-match', 'ETag of the version that was read.', '"1"', true),
  IfMatchIfRead: taken('if-match', 'ETag of the version that was read, to act on no other.', '"1"'),
  IdempotencyKey: taken(
    'idempotency-key',
    'Makes a repeated call harmless for 48 hours.',
    '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
  ),
}

const componentOf = (code: ErrorCode) => code.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())

function problemAnswer(code: ErrorCode) {
  const { status, title } = problems[code]
  return {
    description: title.en,
    headers: headersOf(String(status)),
    content: {
      'application/problem+json': {
        schema: { $ref: `#/components/schemas/${(Problem as { $id?: string }).$id}` },
        example: {
          type: `https://register.example.se/docs/problems/${code}`,
          title: title.en,
          status,
          detail: `${title.en}.`,
          instance: `${base}/organisations`,
          code,
          traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        },
      },
    },
  }
}

/** Each problem has one answer, whichever operation it comes from. */
export const commonAnswers: Record<string, object> = {
  NotShown: {
    description: 'It is done. To a key or token without the scope read: no more than where it is, and its version.',
    headers: { ...headersOf('201') },
  },
  NotModified: { description: 'The caller has it already.', headers: headersOf('304') },
  ...Object.fromEntries(
    (Object.keys(problems) as ErrorCode[])
      // Where nothing is at all, no operation is.
      .filter((code) => code !== 'method_not_allowed')
      .map((code) => [componentOf(code), problemAnswer(code)]),
  ),
}

/** What an operation has in common with others follows from what it is; nobody has to remember to list it. */
interface Kind {
  method: string
  hasParams: boolean
  isList: boolean
  isPublic: boolean
  /** A POST that acts on a row that is there, rather than making one. */
  isAct: boolean
}

/** The headers that an operation takes. */
export function headersTaken(kind: Kind): Reference[] {
  const names: (keyof typeof headersIn)[] = [
    'AcceptLanguage',
    ...(mayBeKnown(kind) ? (['IfNoneMatch'] as const) : []),
    ...(kind.method === 'post' ? (['IdempotencyKey'] as const) : []),
    ...(kind.isAct ? (['IfMatchIfRead'] as const) : []),
    ...(changesOne(kind) ? (['IfMatch'] as const) : []),
  ]
  return names.map((name) => refer('parameters', name))
}

/** What an operation can answer besides its own successes, by status. */
export function answersOf(kind: Kind): Record<string, Reference> {
  const writes = kind.method !== 'get'
  const codes: ErrorCode[] = [
    'invalid_request',
    'unauthenticated',
    // Also where it is public: who shows a key or token must be admitted by it.
    'forbidden',
    ...(kind.hasParams ? (['not_found'] as const) : []),
    'not_acceptable',
    'rate_limited',
    ...(writes ? (['conflict', 'too_large', 'unsupported_media_type', 'rule_broken'] as const) : []),
    ...(changesOne(kind) || kind.isAct ? (['version_mismatch'] as const) : []),
    ...(changesOne(kind) ? (['precondition_required'] as const) : []),
    'internal',
    'unavailable',
  ]
  return {
    ...(writes && { 204: refer('responses', 'NotShown') }),
    ...(mayBeKnown(kind) && { 304: refer('responses', 'NotModified') }),
    ...Object.fromEntries(codes.map((code) => [problems[code].status, refer('responses', componentOf(code))])),
  }
}

/** Whether it says by a tag that the caller has it already. */
function mayBeKnown({ method, hasParams, isList, isPublic }: Kind): boolean {
  return method === 'get' && (isList ? isPublic : hasParams)
}

function changesOne({ method }: Kind): boolean {
  return ['patch', 'put', 'delete'].includes(method)
}
