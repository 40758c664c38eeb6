import { Type } from 'typebox'
import type { App } from '../app.ts'
import { municipality } from '../../municipality.ts'
import { version } from './openapi.ts'
import { answer, operation } from './describe-operation.ts'
import { Day, named, Text } from './schema.ts'

const released = '2026-11-21'

const ApiInfo = named(
  'ApiInfo',
  Type.Object(
    {
      apiName: Text(),
      apiVersion: Text(),
      apiReleased: Day,
      apiDocumentation: Text({ format: 'uri' }),
      apiStatus: Text(),
    },
    {
      examples: [
        {
          apiName: municipality.register,
          apiVersion: '0.1.0',
          apiReleased: released,
          apiDocumentation: 'https://register.example.se/docs',
          apiStatus: 'beta',
        },
      ],
    },
  ),
)

/** `GET /api-info`, as the national profile asks (VER.06). */
export function aboutRoutes(app: App, publicUrl: string): void {
  app.get(
    '/api-info',
    {
      config: { access: 'public' },
      schema: operation(
        'About the API',
        'getApiInfo',
        'Which API this is',
        'Name, version, release, documentation and status.',
        {
          response: { 200: answer(ApiInfo, 'About the API.') },
        },
      ),
    },
    async () => ({
      apiName: municipality.register,
      apiVersion: version,
      apiReleased: released,
      apiDocumentation: `${publicUrl}/docs`,
      apiStatus: 'beta',
    }),
  )
}
