import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed, created, mutate } from '../../http/responses/mutate.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { createApiKey, revokeApiKey, rotateApiKey } from './commands.ts'
import { apiKeyList, getApiKey } from './queries.ts'
import { roles } from '../../actor.ts'
import { ApiKey, ApiKeyPage, ApiKeyQuery, ApiKeyRotation, NewApiKey } from './schema.ts'

const tag = 'API keys'
const params = Type.Object({ apiKeyId: Id })
const config = { access: ['coordinator'] } as const

export function apiKeyRoutes(app: App): void {
  app.post(
    '/api-keys',
    {
      config,
      schema: operation(
        tag,
        'createApiKey',
        'Make an API key',
        'The key is in this answer and nowhere else: only its hash is kept. A repeated call with the same Idempotency-Key answers without it.',
        {
          body: ref(NewApiKey),
          response: { 201: answer(ApiKey, 'The new key.') },
        },
      ),
    },
    (request, reply) => mutate(request, reply, async (work) => shownOnce(await createApiKey(work, request.body))),
  )

  app.get(
    '/api-keys',
    {
      config,
      schema: operation(tag, 'listApiKeys', 'List API keys', 'Never the keys themselves.', {
        querystring: ApiKeyQuery,
        response: { 200: answer(ApiKeyPage, 'A page of keys.') },
      }),
    },
    async (request, reply) =>
      sendPage(request, reply, apiKeyList, { at: app.now().toISOString(), query: request.query }),
  )

  app.get(
    '/api-keys/:apiKeyId',
    {
      config,
      schema: operation(tag, 'getApiKey', 'Read an API key', 'Never the key itself.', {
        params,
        response: { 200: answer(ApiKey, 'The key.') },
      }),
    },
    async (request, reply) => {
      const row = await getApiKey(app.db, request.params.apiKeyId)
      return sendRow(request, reply, row, [row.lastUsedAt])
    },
  )

  app.post(
    '/api-keys/:apiKeyId/rotation',
    {
      config: { access: roles },
      schema: operation(
        tag,
        'rotateApiKey',
        'Rotate an API key',
        'Makes a key with the same name, role, organisation, scopes and expiry; the old one still works for the overlap. A coordinator rotates any key, a key itself (find its id at /me). The new key is in this answer and nowhere else.',
        {
          params,
          body: ref(ApiKeyRotation),
          response: { 201: answer(ApiKey, 'The new key.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) =>
        shownOnce(await rotateApiKey(work, request.params.apiKeyId, request.body)),
      ),
  )

  const act = actsOn(app, {
    path: '/api-keys/:apiKeyId',
    config,
    tag,
    row: ApiKey,
    answerWith: (row) => changed(row, [row.lastUsedAt]),
  })
  act(
    'revocation',
    'revokeApiKey',
    'Revoke an API key',
    'For good, and from now on. A key that was rotated from it goes on: revoke that too when this one has leaked. Doing it again changes nothing.',
    revokeApiKey,
    { answered: 'The key, revoked.' },
  )

  historyRoute(app, { path: '/api-keys/:apiKeyId', param: 'apiKeyId', table: 'api_keys', tag, noun: 'API key' })
}

/** Without the key when the request is repeated. */
function shownOnce(row: ApiKey & { key: string }) {
  const { key: _, ...kept } = row
  return { ...created(row, [row.lastUsedAt]), kept, holdsKey: true }
}
