import { Type } from 'typebox'
import type { App } from '../../http/app.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { Id } from '../../http/contract/schema.ts'
import { readAs } from '../../work.ts'
import { consentList } from './consents.queries.ts'
import { ConsentPage, ConsentQuery } from './consents.schema.ts'
import { getContact } from './queries.ts'

/** Consents are written by what is said of them in the contact. */
export function consentRoutes(app: App): void {
  app.get(
    '/contacts/:contactId/consents',
    {
      config: { access: ['coordinator', 'partner', 'matcher'] },
      schema: operation(
        'Contacts',
        'listConsents',
        'List the consents of a contact',
        'Each giving and withdrawal, in the order in which they were registered: the last one tells how it stands.',
        {
          params: Type.Object({ contactId: Id }),
          querystring: ConsentQuery,
          response: { 200: answer(ConsentPage, 'A page of consents.') },
        },
      ),
    },
    async (request, reply) => {
      const { actor } = request
      const { contactId } = request.params
      const { id } = await readAs(app.db, actor, (tx) => getContact(tx, actor, contactId))
      return sendPage(request, reply, consentList, { contactId: id, query: request.query })
    },
  )
}
