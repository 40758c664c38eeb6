import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed, created, mutate, type Answer } from '../../http/responses/mutate.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { readAs } from '../../work.ts'
import { approveApplication, getApproval } from './approval.commands.ts'
import {
  changeApplication,
  declineApplication,
  eraseApplication,
  reviewApplication,
  sendApplication,
  withdrawApplication,
} from './commands.ts'
import { applicationList, getApplication } from './queries.ts'
import {
  Application,
  ApplicationDecline,
  ApplicationPage,
  ApplicationPatch,
  ApplicationQuery,
  ApplicationReceipt,
  Approval,
  ApprovedApplication,
  NewApplication,
} from './schema.ts'

const tag = 'Applications'
const path = '/applications/:applicationId'
const params = Type.Object({ applicationId: Id })
const config = { access: ['coordinator'] } as const
const bodyLimit = 16 * 1024

export function applicationRoutes(app: App): void {
  app.post(
    '/applications',
    {
      bodyLimit,
      config: { access: 'public', limit: { name: 'applications', points: 5, seconds: 3600 } },
      schema: operation(
        tag,
        'sendApplication',
        'Apply to join',
        'For anyone, without a key; a body of at most 16 KiB, and a few in an hour. A coordinator reads it and answers the contact. The answer is a receipt: only coordinators read what Location leads to. A personal identity number is refused. Without a key only the very same request is a repeat under its Idempotency-Key.',
        {
          body: ref(NewApplication),
          response: { 201: answer(ApplicationReceipt, 'It has been received.') },
        },
      ),
    },
    (request, reply) => mutate(request, reply, async (work) => created(await sendApplication(work, request.body))),
  )

  app.get(
    '/applications',
    {
      config,
      schema: operation(
        tag,
        'listApplications',
        'List applications',
        'The latest first. q searches the names of the organisations.',
        {
          querystring: ApplicationQuery,
          response: { 200: answer(ApplicationPage, 'A page of applications.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor } = request
      return sendPage(request, reply, applicationList, { actor, query })
    },
  )

  app.get(
    path,
    {
      config,
      schema: operation(
        tag,
        'getApplication',
        'Read an application',
        'While it is undecided, with the organisations and other applications that it is likely to double.',
        {
          params,
          response: { 200: answer(Application, 'The application.') },
        },
      ),
    },
    async (request, reply) => {
      const row = await readAs(app.db, request.actor, (tx) =>
        getApplication(tx, request.actor, request.params.applicationId),
      )
      return sendRow(request, reply, row, shownBesides(row))
    },
  )

  app.patch(
    path,
    {
      config,
      schema: operation(
        tag,
        'changeApplication',
        'Correct an application',
        'What was mistyped, while it is undecided and its contact is kept.',
        {
          params,
          body: ref(ApplicationPatch),
          response: { 200: answer(Application, 'The application as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) =>
        changedTo(await changeApplication(work, request.params.applicationId, request.body)),
      ),
  )

  const act = actsOn(app, { path, config, tag, row: Application, answerWith: changedTo, reread })
  act(
    'review',
    'reviewApplication',
    'Take an application into review',
    'Doing it again changes nothing.',
    reviewApplication,
    { answered: 'The application, in review.' },
  )

  app.post(
    `${path}/approval`,
    {
      config,
      schema: operation(
        tag,
        'approveApplication',
        'Approve an application',
        'Makes the organisation, or joins the one that is given; its contact, its signature and a first partner key, which is in this answer and nowhere else: all of it, or nothing. Takes up an invitation to sign. The contact is erased from the application then. Doing it again in the same words answers the same without the key. A fault under /organisation or /contact is one of the application: correct that first.',
        {
          params,
          body: ref(Approval),
          response: { 200: answer(ApprovedApplication, 'What was made of it.') },
        },
      ),
    },
    (request, reply) =>
      mutate(
        request,
        reply,
        async (work) => {
          const made = await approveApplication(work, request.params.applicationId, request.body)
          const holdsKey = made.apiKey?.key !== undefined
          return { status: 200, body: made, headers: {}, kept: made.application.id, holdsKey }
        },
        async (work, id) => ({ status: 200, body: await getApproval(work, id as string), headers: {} }),
      ),
  )

  act(
    'decline',
    'declineApplication',
    'Decline an application',
    'Doing it again for the same reason changes nothing. Its contact is kept for six months more.',
    declineApplication,
    { body: ApplicationDecline, answered: 'The application, declined.' },
  )

  act(
    'withdrawal',
    'withdrawApplication',
    'Withdraw an application',
    'When the sender has taken it back. Doing it again changes nothing. Its contact is kept for six months more.',
    withdrawApplication,
    { answered: 'The application, withdrawn.' },
  )

  act(
    'erasure',
    'eraseApplication',
    'Erase the person of an application',
    'Contact and message, for good. Doing it again changes nothing. An undecided application can then only be declined or withdrawn.',
    eraseApplication,
    { answered: 'The application, without a person.' },
  )

  historyRoute(app, { path, param: 'applicationId', table: 'applications', tag, noun: 'application' })
}

/** Holds a person: a repeated request is answered from the row. */
function changedTo(row: Application): Answer<Application> {
  return { ...changed(row, shownBesides(row)), kept: row.id }
}

const reread: Parameters<typeof mutate<Application>>[3] = async (work, id) =>
  changedTo(await getApplication(work.tx, work.actor, id as string))

/** What an application shows that its own version does not follow. */
function shownBesides({ likelyDuplicates }: Application): unknown[] {
  // The code of an agreement does not change.
  return [likelyDuplicates]
}
