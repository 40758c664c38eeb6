import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { RegistryError, type ErrorCode } from '../../errors.ts'
import type { App } from '../app.ts'
import { fixedAnswer } from '../responses/fixed-answer.ts'
import { languageOf, problems } from '../responses/problem.ts'
import { varies } from '../responses/security-headers.ts'
import { municipality } from '../../municipality.ts'
import { base } from '../../representation.ts'
import { problemPage } from './problem-pages.ts'

/** Nothing but what is served from here; Swagger UI writes styles into its elements. */
const contentSecurityPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"

const problemPagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

const open = { schema: { hide: true }, config: { access: 'public', outside: true } } as const

const require = createRequire(import.meta.url)
const swaggerUi = pathToFileURL(require.resolve('@fastify/swagger-ui/static/swagger-ui-bundle.js'))
const javascript = 'text/javascript; charset=utf-8'

/** What the page is made of, by its name under `/docs`. Its package's own routes make the contract anew for each request. */
const parts = {
  'page.js': [javascript, new URL('docs-page.js', import.meta.url)],
  'swagger-ui.js': [javascript, swaggerUi],
  'swagger-ui.css': ['text/css; charset=utf-8', new URL('swagger-ui.css', swaggerUi)],
  'favicon.png': ['image/png', new URL('favicon-32x32.png', swaggerUi)],
} as const

/** `/` leads to the documentation: `/openapi.json`, a page that shows it (all of it served from here), and a page for each kind of problem. */
export function docsRoutes(app: App): void {
  app.get('/', open, async (_, reply) => reply.redirect('/docs'))
  app.get(
    '/openapi.json',
    open,
    fixedAnswer('application/json; charset=utf-8', () => JSON.stringify(app.swagger())),
  )
  // Some 100 ms, which the first who asks for it would hold up everybody else for.
  app.addHook('onListen', async () => void app.swagger())
  const policy = { 'content-security-policy': contentSecurityPolicy }
  for (const path of ['/docs', '/docs/'])
    app.get(
      path,
      open,
      fixedAnswer('text/html; charset=utf-8', () => page, policy),
    )
  for (const [name, [type, file]] of Object.entries(parts))
    app.get(
      `/docs/${name}`,
      open,
      fixedAnswer(type, () => readFileSync(file)),
    )
  app.get<{ Params: { code: string } }>('/docs/problems/:code', open, async (request, reply) => {
    const { code } = request.params
    if (!Object.hasOwn(problems, code))
      throw new RegistryError('not_found', { en: 'There is no such problem.', sv: 'Det finns inget sådant problem.' })
    reply.header('content-security-policy', problemPagePolicy)
    const language = languageOf(request)
    varies(reply, 'accept-language')
    reply.header('content-language', language)
    return reply.type('text/html; charset=utf-8').send(problemPage(code as ErrorCode, language))
  })
}

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${municipality.register}</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon.png">
<style>.version-stamp { display: none }</style>
<div id="contract" data-api="${base}"></div>
<script src="/docs/swagger-ui.js"></script>
<script type="module" src="/docs/page.js"></script>
</html>
`
