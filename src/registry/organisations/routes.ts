import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import { dayOf } from '../../days.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { changed, mutate, removed } from '../../http/responses/mutate.ts'
import { sendPage } from '../../http/responses/page.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { Day, Id, ref } from '../../http/contract/schema.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { changeOrganisation, removeOrganisation } from './commands.ts'
import { getOrganisation, inDigits, organisationList } from './queries.ts'
import { Organisation, OrganisationPage, OrganisationPatch, OrganisationQuery } from './schema.ts'

const tag = 'Organisations'
const params = Type.Object({ organisationId: Id })

/** `POST /organisations` stands in `registration/routes.ts`: it may bring contacts and a signature with it. */
export function organisationRoutes(app: App): void {
  app.get(
    '/organisations',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'listOrganisations',
        'List organisations',
        'Public organisations; coordinators also see internal ones, and partners their own.',
        {
          querystring: OrganisationQuery,
          response: { 200: answer(OrganisationPage, 'A page of organisations.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor } = request
      const asOf = query.asOf ?? dayOf(app.now())
      return sendPage(request, reply, organisationList, { actor, asOf, query: inDigits(query) })
    },
  )

  app.get(
    '/organisations/:organisationId',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'getOrganisation',
        'Read an organisation',
        'With its signature as it stands today, or on the day asOf.',
        {
          params,
          querystring: Type.Object({ asOf: Type.Optional(Day) }, { additionalProperties: false }),
          response: { 200: answer(Organisation, 'The organisation.') },
        },
      ),
    },
    async (request, reply) => {
      const { actor, query } = request
      const { organisationId } = request.params
      const asOf = query.asOf ?? dayOf(app.now())
      const found = await readFor(request, (db) => getOrganisation(db, actor, organisationId, asOf))
      return sendRow(request, reply, found, shownBesides(found))
    },
  )

  app.patch(
    '/organisations/:organisationId',
    {
      config: { access: ['coordinator', 'partner', 'matcher'] },
      schema: operation(
        tag,
        'changeOrganisation',
        'Change an organisation',
        'A coordinator changes all of it. A partner changes its own description, website, e-mail address, phone number, address, municipality code, aliases and short name.',
        {
          params,
          body: ref(OrganisationPatch),
          response: { 200: answer(Organisation, 'The organisation as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await changeOrganisation(work, request.params.organisationId, request.body)
        return changed(row, shownBesides(row))
      }),
  )

  app.delete(
    '/organisations/:organisationId',
    {
      config: { access: ['coordinator'] },
      schema: operation(
        tag,
        'removeOrganisation',
        'Remove an organisation',
        'For one registered by mistake, that nothing refers to. One that has ceased gets endedOn instead.',
        {
          params,
          response: { 204: noContent('It is gone.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await removeOrganisation(work, request.params.organisationId)
        return removed()
      }),
  )

  historyRoute(app, {
    path: '/organisations/:organisationId',
    param: 'organisationId',
    table: 'organisations',
    tag,
    noun: 'organisation',
  })
}

/** What an organisation shows that its own version does not follow: its signature, and what it is a part of, to some. */
export function shownBesides(row: Organisation): unknown[] {
  const { signatory, certainty, signedOn, signedOnPrecision, memberSince, memberSincePrecision, parentId } = row
  return [signatory, certainty, signedOn, signedOnPrecision, memberSince, memberSincePrecision, parentId]
}
