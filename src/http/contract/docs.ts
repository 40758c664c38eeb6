import swaggerUi from '@fastify/swagger-ui'
import { RegistryError, type ErrorCode } from '../../errors.ts'
import type { App } from '../app.ts'
import { languageOf, problems } from '../responses/problem.ts'
import { varies } from '../responses/security-headers.ts'
import { base } from '../../representation.ts'
import { problemPage } from './problem-pages.ts'

/** Nothing but what is served from here; Swagger UI writes styles into its elements. */
const contentSecurityPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"

const problemPagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

const open = { schema: { hide: true }, config: { access: 'public', outside: true } } as const

/** `/` leads to the documentation: `/openapi.json`, a page that shows it (all of it served from here), and a page for each kind of problem. */
export async function docsRoutes(app: App): Promise<void> {
  app.get('/', open, async (_, reply) => reply.redirect('/docs'))
  app.get('/openapi.json', open, async () => app.swagger())
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
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: {
      title: 'Samhällskontraktets register',
      css: [{ filename: 'bar.css', content: '.topbar { display: none }' }],
    },
    staticCSP: contentSecurityPolicy,
    transformSpecificationClone: true,
    // Relative, so that the page works under whatever name it was reached by.
    transformSpecification: (contract) => ({
      ...withoutValues(contract),
      servers: [{ url: base, description: 'This register.' }],
    }),
  })
}

interface Parameter {
  required?: boolean
  example?: unknown
  schema?: { example?: unknown }
}

/** "Try it out" sends every example as a value: without them, a list asks for all there is. */
function withoutValues(contract: object): object {
  const { paths = {} } = contract as { paths?: Record<string, Record<string, { parameters?: Parameter[] }>> }
  for (const { parameters = [] } of Object.values(paths).flatMap((path) => Object.values(path))) {
    for (const parameter of parameters.filter(({ required }) => !required)) {
      delete parameter.example
      delete parameter.schema?.example
    }
  }
  return contract
}
