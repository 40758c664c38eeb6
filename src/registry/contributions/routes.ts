import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import { dayOf } from '../../days.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed, created, mutate, removed } from '../../http/responses/mutate.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import {
  changeContribution,
  closeContribution,
  createContribution,
  pauseContribution,
  publishContribution,
  removeContribution,
  withdrawContribution,
} from './commands.ts'
import { contributionList, getContribution } from './queries.ts'
import {
  Contribution,
  ContributionPage,
  ContributionPatch,
  ContributionQuery,
  NewContribution,
  Withdrawal,
} from './schema.ts'

const tag = 'Contributions'
const path = '/contributions/:contributionId'
const params = Type.Object({ contributionId: Id })
const writers = { access: ['coordinator', 'partner', 'matcher'] } as const

export function contributionRoutes(app: App): void {
  app.get(
    '/contributions',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'listContributions',
        'List contributions',
        'What is or was open to all, of public organisations; readers and matchers also see what is paused or withdrawn, and an organisation all of its own.',
        {
          querystring: ContributionQuery,
          response: { 200: answer(ContributionPage, 'A page of contributions.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor } = request
      return sendPage(request, reply, contributionList, { actor, today: dayOf(app.now()), query })
    },
  )

  app.post(
    '/contributions',
    {
      config: writers,
      schema: operation(
        tag,
        'createContribution',
        'Offer a contribution',
        'For a partner’s own organisation. One with the same externalReference is changed instead: what is sent replaces, and a draft is published when that is asked for; where it would stay in another state than the one asked for, it is 409.',
        {
          body: ref(NewContribution),
          response: {
            200: answer(Contribution, 'The contribution that had this reference, as it is now.'),
            201: answer(Contribution, 'The new contribution.'),
          },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const { row, isNew } = await createContribution(work, request.body)
        return isNew ? created(row, shownBesides(row)) : changed(row, shownBesides(row))
      }),
  )

  app.get(
    path,
    {
      config: { access: 'public' },
      schema: operation(tag, 'getContribution', 'Read a contribution', 'With the places that are left.', {
        params,
        response: { 200: answer(Contribution, 'The contribution.') },
      }),
    },
    async (request, reply) => {
      const row = await readFor(request, (db) => getContribution(db, request.actor, request.params.contributionId))
      return sendRow(request, reply, row, shownBesides(row))
    },
  )

  app.patch(
    path,
    {
      config: writers,
      schema: operation(
        tag,
        'changeContribution',
        'Change a contribution',
        'A partner changes its own. Not below what is taken, and not the type once published; the status has operations of its own.',
        {
          params,
          body: ref(ContributionPatch),
          response: { 200: answer(Contribution, 'The contribution as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await changeContribution(work, request.params.contributionId, request.body)
        return changed(row, shownBesides(row))
      }),
  )

  app.delete(
    path,
    {
      config: writers,
      schema: operation(tag, 'removeContribution', 'Remove a draft', 'What has been published is withdrawn instead.', {
        params,
        response: { 204: noContent('It is gone.') },
      }),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await removeContribution(work, request.params.contributionId)
        return removed()
      }),
  )

  const act = actsOn(app, {
    path,
    config: writers,
    tag,
    row: Contribution,
    answerWith: (row) => changed(row, shownBesides(row)),
  })
  const asItIsNow = { answered: 'The contribution as it is now.' }
  act(
    'publication',
    'publishContribution',
    'Publish a contribution',
    'A draft, or one paused or closed whose period is not over. Doing it again changes nothing.',
    publishContribution,
    asItIsNow,
  )
  act(
    'pause',
    'pauseContribution',
    'Pause a contribution',
    'Hidden from applicants until it is published again. Doing it again changes nothing.',
    pauseContribution,
    asItIsNow,
  )
  act(
    'closure',
    'closeContribution',
    'Close a contribution',
    'It takes no more applicants: what is held stays, and those who wait are cancelled. Doing it again changes nothing.',
    closeContribution,
    asItIsNow,
  )

  act(
    'withdrawal',
    'withdrawContribution',
    'Withdraw a contribution',
    'For good, and with a reason when places are taken: all that is held or waited for is cancelled for that reason. Doing it again changes nothing.',
    withdrawContribution,
    { body: Withdrawal, answered: 'The contribution, withdrawn.' },
  )

  historyRoute(app, { path, param: 'contributionId', table: 'contributions', tag, noun: 'contribution' })
}

/** What a contribution shows that its own version does not follow: a name, its counters, and what only some are shown. */
export function shownBesides({
  organisation,
  capacity,
  supervisorContactId,
  externalReference,
  collaborationId,
  seriesId,
}: Contribution): unknown[] {
  const { reserved, filled, completed } = capacity
  const toSome = [supervisorContactId, externalReference, collaborationId, seriesId]
  return [organisation.name, reserved, filled, completed, ...toSome]
}
