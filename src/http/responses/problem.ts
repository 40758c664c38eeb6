import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { meaningOf, type ConstraintMessages } from '../../db/faults.ts'
import { errorCodes, RegistryError, type ErrorCode, type Words } from '../../errors.ts'
import type { App, Reply, Request } from '../app.ts'
import { base } from '../../representation.ts'
import { headersFor, varies } from './security-headers.ts'
import { instanceOf } from './problem-instance.ts'
import { All, Id, named, ref, Text, Whole, closedList } from '../contract/schema.ts'
import { beginTrace } from '../observability/trace.ts'

/** The one place that knows which status a meaning has, and its title, which varies with the language alone. */
export const problems: Record<ErrorCode, { status: number; title: Words }> = {
  invalid_request: { status: 400, title: { en: 'The request is malformed', sv: 'Begäran har fel form' } },
  unauthenticated: { status: 401, title: { en: 'Sign-in is needed', sv: 'Inloggning krävs' } },
  forbidden: { status: 403, title: { en: 'Not allowed', sv: 'Inte tillåtet' } },
  not_found: { status: 404, title: { en: 'Not found', sv: 'Finns inte' } },
  method_not_allowed: { status: 405, title: { en: 'Method not allowed', sv: 'Metoden finns inte här' } },
  not_acceptable: { status: 406, title: { en: 'Format not available', sv: 'Formatet finns inte' } },
  conflict: {
    status: 409,
    title: { en: 'In conflict with the present state', sv: 'Går inte ihop med hur det står nu' },
  },
  version_mismatch: { status: 412, title: { en: 'Changed by someone else', sv: 'Ändrat av någon annan' } },
  too_large: { status: 413, title: { en: 'Too large', sv: 'För stort' } },
  unsupported_media_type: { status: 415, title: { en: 'Format not understood', sv: 'Formatet går inte att läsa' } },
  rule_broken: { status: 422, title: { en: 'A rule is broken', sv: 'En regel följs inte' } },
  precondition_required: { status: 428, title: { en: 'If-Match is needed', sv: 'If-Match krävs' } },
  rate_limited: { status: 429, title: { en: 'Too many requests', sv: 'För många anrop' } },
  internal: { status: 500, title: { en: 'Internal error', sv: 'Internt fel' } },
  unavailable: { status: 503, title: { en: 'Unavailable for the moment', sv: 'Inte tillgängligt just nu' } },
}

export const problemType = 'application/problem+json; charset=utf-8'
const retryAfterSeconds = 5
/** How one signs in (RFC 6750). */
export const challenge = `Bearer realm="${base.split('/')[1]}"`

const RequestPart = named(
  'RequestPart',
  closedList(['body', 'query', 'path', 'header'], { description: 'A part of a request.' }),
)

const ProblemFault = named(
  'Fault',
  Type.Object({
    part: ref(RequestPart),
    pointer: Text({ description: 'JSON pointer (RFC 6901) into that part.' }),
    code: Text({ description: 'What kind of fault it is.' }),
    detail: Text(),
  }),
)

export const Problem = named(
  'Problem',
  Type.Object(
    {
      type: Text({ format: 'uri', description: 'A page that explains this kind of problem.' }),
      title: Text({ description: 'What kind of problem it is, in the language of `detail`.' }),
      status: Whole(),
      detail: Text({ description: 'For a person, in Swedish or English by Accept-Language.' }),
      instance: Text({ description: 'The path that was called; what is none of ours in it stays out.' }),
      code: closedList(errorCodes),
      traceId: Text(),
      errors: Type.Optional(All(ref(ProblemFault), { description: 'All faults, not only the first.' })),
      available: Type.Optional(Whole({ description: 'When places are asked for: how many are left.' })),
      waiting: Type.Optional(Whole({ description: 'When places are asked for: how many already wait for them.' })),
      uncoveredBy: Type.Optional(
        All(Id, { description: 'When a figure is published: the outcomes that would come to be known by it.' }),
      ),
      violatedPolicies: Type.Optional(
        All(Text(), {
          description: 'With rate_limited: the limit that was broken, as in RateLimit-Policy.',
        }),
      ),
      currentVersion: Type.Optional(Whole({ description: 'With version_mismatch: the version that stands now.' })),
      changedFields: Type.Optional(
        All(Text(), { description: 'With version_mismatch: what has changed since the version named.' }),
      ),
    },
    {
      description: 'What went wrong, as RFC 9457 has it.',
      examples: [
        {
          type: 'https://register.example.se/docs/problems/rule_broken',
          title: problems.rule_broken.title.en,
          status: problems.rule_broken.status,
          detail: 'The check digit of the organisation number is wrong.',
          instance: `${base}/organisations`,
          code: 'rule_broken',
          traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
          errors: [
            {
              part: 'body',
              pointer: '/organisationNumber',
              code: 'check_digit',
              detail: 'The check digit of the organisation number is wrong.',
            },
          ],
        },
      ],
    },
  ),
)

/** What problems are told with: where their documentation is, and the words of the tables' constraints. */
export interface ProblemSetting {
  publicUrl: string
  constraintMessages: ConstraintMessages
}

/** Turns whatever was thrown into a problem document. Text of unknown errors goes to the log and never to the caller. */
export function answersProblems(app: App, setting: ProblemSetting): void {
  app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply, setting))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      request,
      reply,
      new RegistryError('not_found', {
        en: 'There is nothing at this path. See /docs for what there is.',
        sv: 'Det finns inget på denna sökväg. Se /docs för vad som finns.',
      }),
      setting,
    ),
  )
}

/** Answers a request that no route could take, such as one with a broken URL: no hook has seen it. */
export function answerUnroutable(error: unknown, request: Request, reply: Reply, setting: ProblemSetting): void {
  beginTrace(request, reply)
  reply.headers(headersFor(setting.publicUrl))
  answerProblem(error, request, reply, setting)
}

function answerProblem(error: unknown, request: Request, reply: Reply, setting: ProblemSetting): FastifyReply {
  const known = meaningFor(error, setting)
  if (known.code === 'internal') request.log.error({ err: error, traceId: request.trace.traceId }, 'unexpected error')
  return sendProblem(request, reply, known, setting)
}

function sendProblem(request: Request, reply: Reply, error: RegistryError, setting: ProblemSetting): Reply {
  const { status, title } = problems[error.code]
  const language = languageOf(request)
  const { faults, extensions } = error
  // Whoever turns a key or token away says more (RFC 6750).
  if (error.code === 'unauthenticated' && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', challenge)
  if (error.code === 'unavailable') reply.header('retry-after', String(retryAfterSeconds))
  varies(reply, 'accept-language')
  return reply
    .code(status)
    .header('content-type', problemType)
    .header('content-language', language)
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send({
      type: `${setting.publicUrl}/docs/problems/${error.code}`,
      title: title[language],
      status,
      detail: error.detail[language],
      instance: instanceOf(request),
      code: error.code,
      traceId: request.trace?.traceId ?? '0'.repeat(32),
      ...(faults.length > 0 && {
        errors: faults.map(({ part, pointer, code, detail }) => ({
          part,
          pointer,
          code,
          detail: detail[language],
        })),
      }),
      ...extensions,
    })
}

/** The language of an answer: English unless Swedish is preferred. */
export function languageOf(request: Request): keyof Words {
  // A request that reached no route has no negotiation.
  if (request.languages === undefined) return 'en'
  return request.languages(['en', 'sv']) === false ? 'en' : (request.language(['en', 'sv']) as keyof Words)
}

/** Fastify's own errors, in our words. */
const ofFastify: Record<string, [ErrorCode, Words]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported_media_type',
    { en: 'Send the body as application/json.', sv: 'Skicka innehållet som application/json.' },
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'too_large',
    { en: 'The body is larger than this operation accepts.', sv: 'Innehållet är större än vad som tas emot här.' },
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'invalid_request',
    { en: 'The body is empty; send a JSON object.', sv: 'Innehållet är tomt; skicka ett JSON-objekt.' },
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_request', brokenJson()],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'invalid_request',
    {
      en: 'The body is not as long as Content-Length says.',
      sv: 'Innehållet är inte så långt som Content-Length anger.',
    },
  ],
  FST_ERR_MAX_PARAM_LENGTH: [
    'not_found',
    { en: 'There is nothing at this path.', sv: 'Det finns inget på denna sökväg.' },
  ],
  FST_ERR_BAD_URL: ['invalid_request', { en: 'The URL cannot be read.', sv: 'Adressen går inte att läsa.' }],
}

function brokenJson(): Words {
  return { en: 'The body is not valid JSON.', sv: 'Innehållet är inte giltig JSON.' }
}

function meaningFor(thrown: unknown, { constraintMessages }: ProblemSetting): RegistryError {
  const error = meaningOf(thrown, constraintMessages)
  if (error instanceof RegistryError) return error
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  const fastify = code ? ofFastify[code] : undefined
  if (fastify) return new RegistryError(...fastify)
  if (error instanceof SyntaxError && statusCode === 400) return new RegistryError('invalid_request', brokenJson())
  if (statusCode && statusCode >= 400 && statusCode < 500) {
    const reason = STATUS_CODES[statusCode] ?? 'Bad Request'
    return new RegistryError('invalid_request', { en: `${reason}.`, sv: 'Begäran går inte att förstå.' })
  }
  return new RegistryError('internal', {
    en: 'Something went wrong in the register. The trace id tells us what.',
    sv: 'Något gick fel i registret. Spårnumret (traceId) visar oss vad.',
  })
}
