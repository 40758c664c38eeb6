import type { ErrorCode, Words } from '../../errors.ts'
import { problems } from '../responses/problem.ts'

/** What each kind of problem means, and the way out of it. */
const meanings: Record<ErrorCode, Words> = {
  invalid_request: {
    en: 'Something in the request is not of the form that the contract asks for. Correct what errors points at, and send it again.',
    sv: 'Något i begäran har inte den form som kontraktet anger. Rätta det som errors pekar på och skicka igen.',
  },
  unauthenticated: {
    en: 'This needs a key or an access token, and none that works came with the request. Send it as Authorization: Bearer.',
    sv: 'Detta kräver en nyckel eller en åtkomsttoken, och ingen som fungerar följde med. Skicka den som Authorization: Bearer.',
  },
  forbidden: {
    en: 'You are known, but your role, or the organisation that you act for, may not do this. A coordinator can.',
    sv: 'Du är känd, men din roll eller den organisation som du företräder får inte göra detta. En samordnare kan.',
  },
  not_found: {
    en: 'There is nothing there, or nothing that you may know of. Look for it in a list, and follow its link.',
    sv: 'Det finns inget där, eller inget som du får känna till. Sök det i en lista och följ dess länk.',
  },
  method_not_allowed: {
    en: 'The path exists, and not with this method. Allow names those that it has.',
    sv: 'Sökvägen finns, men inte med denna metod. Allow räknar upp dem som finns.',
  },
  not_acceptable: {
    en: 'It is not available in a format that Accept asks for. Ask for application/json.',
    sv: 'Det finns inte i något format som Accept ber om. Be om application/json.',
  },
  conflict: {
    en: 'It cannot be done as things stand now. detail says what is in the way, and what can be done instead.',
    sv: 'Det går inte att göra som det står nu. detail säger vad som är i vägen och vad som går att göra i stället.',
  },
  version_mismatch: {
    en: 'It has changed since you read it. Read it again, look at what is new, and send your change with its new ETag.',
    sv: 'Det har ändrats sedan du läste det. Läs det igen, se vad som är nytt och skicka ändringen med dess nya ETag.',
  },
  too_large: {
    en: 'What was sent is larger than is taken here. Send it in parts.',
    sv: 'Det som skickades är större än vad som tas emot här. Dela upp det.',
  },
  unsupported_media_type: {
    en: 'What was sent is in a format that is not read here. Send it as application/json.',
    sv: 'Det som skickades har ett format som inte läses här. Skicka det som application/json.',
  },
  rule_broken: {
    en: 'The form is right, and what it says breaks a rule of the register. errors points at each, and says which.',
    sv: 'Formen är rätt, men innehållet bryter mot en regel i registret. errors pekar ut var och säger vilken.',
  },
  precondition_required: {
    en: 'A change names the version that you have read. Read it, and send its ETag as If-Match.',
    sv: 'En ändring anger vilken version du har läst. Läs den och skicka dess ETag som If-Match.',
  },
  rate_limited: {
    en: 'There were too many calls in a short time. Wait for as many seconds as Retry-After says.',
    sv: 'Det kom för många anrop på kort tid. Vänta så många sekunder som Retry-After anger.',
  },
  internal: {
    en: 'The register has a fault of its own. Tell whoever runs it the traceId.',
    sv: 'Registret har ett eget fel. Tala om traceId för den som driver det.',
  },
  unavailable: {
    en: 'The register, or what it stands on, is busy or away. Nothing is lost: try again in a while.',
    sv: 'Registret, eller något som det bygger på, är upptaget eller borta. Inget går förlorat: försök igen om en stund.',
  },
}

const page = {
  en: {
    status: (code: string, status: number) => `Code <code>${code}</code>, HTTP status ${status}.`,
    answer:
      'The answer itself says in <code>detail</code> what was wrong and what to do, and lists every single fault in <code>errors</code>, each with a JSON pointer to where it is. <code>traceId</code> is what to tell whoever runs the register.',
    documentation: 'The whole documentation',
  },
  sv: {
    status: (code: string, status: number) => `Kod <code>${code}</code>, HTTP-status ${status}.`,
    answer:
      'Svaret självt säger i <code>detail</code> vad som var fel och vad man kan göra, och räknar upp varje fel i <code>errors</code>, med en JSON-pekare till var det finns. Uppge <code>traceId</code> för den som driver registret.',
    documentation: 'Hela dokumentationen',
  },
}

/** The page that the `type` of a problem leads to. */
export function problemPage(code: ErrorCode, language: keyof Words): string {
  const { status, title } = problems[code]
  const words = page[language]
  return `<!doctype html>
<html lang="${language}"><meta charset="utf-8"><title>${title[language]}</title>
<body style="font: 1rem/1.5 system-ui; max-width: 40rem; margin: 3rem auto; padding: 0 1rem">
<h1>${title[language]}</h1>
<p>${words.status(code, status)}</p>
<p>${meanings[code][language]}</p>
<p>${words.answer}</p>
<p><a href="/docs">${words.documentation}</a></p>
</body></html>
`
}
