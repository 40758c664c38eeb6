import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import type { App, Reply, Request } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed, created, mutate } from '../../http/responses/mutate.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import type { Work } from '../../work.ts'
import { getContribution } from '../contributions/queries.ts'
import { actOnAllocation, allocatePlaces } from './commands.ts'
import { allocationList, getAllocation } from './queries.ts'
import type { AllocationAct } from './rules.ts'
import {
  Allocation,
  AllocationCancellation,
  AllocationPage,
  AllocationQuery,
  ContributionAllocationQuery,
  NewAllocation,
} from './schema.ts'

const tag = 'Allocations'
const path = '/allocations/:allocationId'
const params = Type.Object({ allocationId: Id })
const contributionParams = Type.Object({ contributionId: Id })
const readers = { access: ['coordinator', 'matcher', 'partner'] } as const
const writers = { access: ['coordinator', 'matcher'] } as const
const whoSees =
  'An organisation sees what it has asked for, and what is asked for of what it offers, without the references; coordinators see all.'

export function allocationRoutes(app: App): void {
  app.post(
    '/contributions/:contributionId/allocations',
    {
      config: writers,
      schema: operation(
        tag,
        'allocatePlaces',
        'Reserve places',
        'Held until somebody confirms it or its time is out. When not enough are left, or others wait for them, it is 409 with `available` and `waiting` (how many of each) and nothing is taken; with `waitlist` it joins the queue instead, unless it is more than is offered and funded in all or the last day to apply has passed. What becomes free goes to the head of the queue at once. Of what is over a coordinator enters places afterwards, as many as were left, with what became of them (`status`); others are 409.',
        {
          params: contributionParams,
          body: ref(NewAllocation),
          response: { 201: answer(Allocation, 'The places, reserved, waited for or entered afterwards.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await allocatePlaces(work, request.params.contributionId, request.body)
        return created(row, shownBesides(row))
      }),
  )

  app.get(
    '/contributions/:contributionId/allocations',
    {
      config: readers,
      schema: operation(tag, 'listContributionAllocations', 'List the allocations of a contribution', whoSees, {
        params: contributionParams,
        querystring: ContributionAllocationQuery,
        response: { 200: answer(AllocationPage, 'A page of allocations.') },
      }),
    },
    async (request, reply) => {
      const { id } = await getContribution(app.db, request.actor, request.params.contributionId)
      return sendAllocations(request, reply, { ...request.query, contributionId: [id] })
    },
  )

  app.get(
    '/allocations',
    {
      config: readers,
      schema: operation(tag, 'listAllocations', 'List allocations', whoSees, {
        querystring: AllocationQuery,
        response: { 200: answer(AllocationPage, 'A page of allocations.') },
      }),
    },
    async (request, reply) => sendAllocations(request, reply, request.query),
  )

  app.get(
    path,
    {
      config: readers,
      schema: operation(tag, 'getAllocation', 'Read an allocation', 'With its place in the queue while it waits.', {
        params,
        response: { 200: answer(Allocation, 'The allocation.') },
      }),
    },
    async (request, reply) => {
      const row = await getAllocation(app.db, request.actor, request.params.allocationId)
      return sendRow(request, reply, row, shownBesides(row))
    },
  )

  const act = actsOn(app, {
    path,
    config: writers,
    tag,
    row: Allocation,
    answerWith: (row) => changed(row, shownBesides(row)),
  })
  const by = (noun: AllocationAct) => (work: Work, id: string) => actOnAllocation(work, id, noun)
  const asItIsNow = { answered: 'The allocation as it is now.' }
  act(
    'confirmation',
    'confirmAllocation',
    'Confirm an allocation',
    'The reserved places are taken. Not once its time is out. Doing it again changes nothing.',
    by('confirmation'),
    asItIsNow,
  )
  act(
    'start',
    'startAllocation',
    'Start an allocation',
    'Of a confirmed one. Doing it again changes nothing.',
    by('start'),
    asItIsNow,
  )
  act(
    'completion',
    'completeAllocation',
    'Complete an allocation',
    'Of a started one: it was seen through. Doing it again changes nothing.',
    by('completion'),
    asItIsNow,
  )
  act(
    'no-show',
    'registerNoShow',
    'Register a no-show',
    'Of a confirmed or started one: nobody came. The places go to the queue. Doing it again changes nothing.',
    by('no-show'),
    asItIsNow,
  )

  act(
    'cancellation',
    'cancelAllocation',
    'Cancel an allocation',
    'Leaves the queue, or gives the places to it. Doing it again changes nothing.',
    (work, id, { reason }) => actOnAllocation(work, id, 'cancellation', reason),
    { body: AllocationCancellation, answered: 'The allocation, cancelled.' },
  )

  historyRoute(app, { path, param: 'allocationId', table: 'allocations', tag, noun: 'allocation' })
}

function sendAllocations(request: Request, reply: Reply, query: AllocationQuery) {
  return sendPage(request, reply, allocationList, { actor: request.actor, query })
}

/** What an allocation shows that its own version does not follow: names, its place in the queue, what only some are shown. */
function shownBesides({ contribution, matcher, position, reference, enteredLater }: Allocation): unknown[] {
  return [contribution.title, matcher?.name, position, reference, enteredLater]
}
