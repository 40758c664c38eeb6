import { Type } from 'typebox'
import { dayOf } from '../../days.ts'
import type { App } from '../../http/app.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { Id } from '../../http/contract/schema.ts'
import { getOrganisation } from '../organisations/queries.ts'
import { contactPointList } from './points.queries.ts'
import { ContactPointPage, ContactPointQuery } from './points.schema.ts'

export function contactPointRoutes(app: App): void {
  app.get(
    '/organisations/:organisationId/contact-points',
    {
      config: { access: 'public' },
      schema: operation(
        'Organisations',
        'listContactPoints',
        'List how an organisation is reached',
        'The contacts that it has published; while there is none, its function address, with nobody’s name.',
        {
          params: Type.Object({ organisationId: Id }),
          querystring: ContactPointQuery,
          response: { 200: answer(ContactPointPage, 'A page of contact points.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor, params } = request
      const { id } = await readFor(request, (db) => getOrganisation(db, actor, params.organisationId, dayOf(app.now())))
      return sendPage(request, reply, contactPointList, { organisationId: id, query })
    },
  )
}
