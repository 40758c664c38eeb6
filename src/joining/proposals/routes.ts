import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed, created, mutate } from '../../http/responses/mutate.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { readAs } from '../../work.ts'
import { approveProposal, declineProposal, proposeChange, withdrawProposal } from './commands.ts'
import { getProposal, proposalList } from './queries.ts'
import { NewProposal, Proposal, ProposalDecline, ProposalPage, ProposalQuery } from './schema.ts'

const tag = 'Proposals'
const path = '/proposals/:proposalId'
const params = Type.Object({ proposalId: Id })
const readers = { access: ['coordinator', 'partner', 'matcher'] } as const
const proposers = { access: ['partner', 'matcher'] } as const
const deciders = { access: ['coordinator'] } as const

export function proposalRoutes(app: App): void {
  app.post(
    '/organisations/:organisationId/proposals',
    {
      config: proposers,
      schema: operation(
        tag,
        'proposeChange',
        'Propose a change of your organisation',
        'Of its name, number or sector, which a coordinator then approves or declines; the rest of the entry is yours to change. One at a time. What already stands is left out of it.',
        {
          params: Type.Object({ organisationId: Id }),
          body: ref(NewProposal),
          response: { 201: answer(Proposal, 'The new proposal.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await proposeChange(work, request.params.organisationId, request.body)
        return created(row, [row.organisation])
      }),
  )

  app.get(
    '/proposals',
    {
      config: readers,
      schema: operation(
        tag,
        'listProposals',
        'List proposals',
        'Coordinators see all of them, an organisation its own. The latest first.',
        {
          querystring: ProposalQuery,
          response: { 200: answer(ProposalPage, 'A page of proposals.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor } = request
      return sendPage(request, reply, proposalList, { actor, query })
    },
  )

  app.get(
    path,
    {
      config: readers,
      schema: operation(tag, 'getProposal', 'Read a proposal', 'Your own organisation’s, or any as a coordinator.', {
        params,
        response: { 200: answer(Proposal, 'The proposal.') },
      }),
    },
    async (request, reply) => {
      const row = await readAs(app.db, request.actor, (tx) => getProposal(tx, request.actor, request.params.proposalId))
      return sendRow(request, reply, row, [row.organisation])
    },
  )

  const act = actsOn(app, {
    path,
    config: deciders,
    tag,
    row: Proposal,
    answerWith: (row) => changed(row, [row.organisation]),
  })
  act(
    'approval',
    'approveProposal',
    'Approve a proposal',
    'Changes the organisation with it, or neither. Doing it again changes nothing.',
    approveProposal,
    { answered: 'The proposal, approved.' },
  )

  act(
    'decline',
    'declineProposal',
    'Decline a proposal',
    'The organisation sees why. Doing it again for the same reason changes nothing.',
    declineProposal,
    { body: ProposalDecline, answered: 'The proposal, declined.' },
  )

  act(
    'withdrawal',
    'withdrawProposal',
    'Withdraw a proposal',
    'For the organisation that made it. Doing it again changes nothing.',
    withdrawProposal,
    { answered: 'The proposal, withdrawn.', config: proposers },
  )

  historyRoute(app, { path, param: 'proposalId', table: 'proposals', tag, noun: 'proposal' })
}
