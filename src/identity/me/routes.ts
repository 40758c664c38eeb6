import type { Admits } from '../../http/admission/access.ts'
import type { App } from '../../http/app.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { findMe } from './queries.ts'
import { Me } from './schema.ts'

/** `GET /me`: who calls, for whom, and what may be called. `admits` knows that of every operation. */
export function meRoutes(app: App, admits: Admits): void {
  app.get(
    '/me',
    {
      config: { access: 'public' },
      schema: operation(
        'Sign-in',
        'getMe',
        'Read who I am here',
        'With a key or token: whose it is, for whom it acts, and what it may be used for. Without: what anyone may do.',
        { response: { 200: answer(Me, 'Who calls.') } },
      ),
    },
    async ({ actor, expiresAt }, reply) => {
      reply.header('cache-control', 'private, no-store').header('vary', 'authorization')
      return { ...(await findMe(app.db, actor)), ...(expiresAt && { expiresAt }), may: admits(actor) }
    },
  )
}
