import type { RemoteAppProps } from '@eoms/kit/remote';
import { Route, Routes } from '@eoms/kit/router';
import { NotFoundState, RemoteRoot } from '@eoms/kit/ui';
import { lazyPage } from './lazy-page.tsx';
import './access.css';

const MyPage = lazyPage(() => import('./features/my/my.page.tsx').then((page) => page.MyPage));
const RequestPage = lazyPage(() => import('./features/request/request.page.tsx').then((page) => page.RequestPage));
const RequestsPage = lazyPage(() => import('./features/requests/requests.page.tsx').then((page) => page.RequestsPage));
const RequestDetailPage = lazyPage(() =>
  import('./features/requests/request-detail.page.tsx').then((page) => page.RequestDetailPage),
);
const InboxPage = lazyPage(() => import('./features/inbox/inbox.page.tsx').then((page) => page.InboxPage));
const DelegationsPage = lazyPage(() =>
  import('./features/delegations/delegations.page.tsx').then((page) => page.DelegationsPage),
);
const OrganisationPage = lazyPage(() =>
  import('./features/organisation/organisation.page.tsx').then((page) => page.OrganisationPage),
);
const PeoplePage = lazyPage(() => import('./features/people/people.page.tsx').then((page) => page.PeoplePage));
const PersonPage = lazyPage(() => import('./features/people/person.page.tsx').then((page) => page.PersonPage));
const GrantsPage = lazyPage(() => import('./features/grants/grants.page.tsx').then((page) => page.GrantsPage));
const ReviewsPage = lazyPage(() => import('./features/reviews/reviews.page.tsx').then((page) => page.ReviewsPage));
const ReviewPage = lazyPage(() => import('./features/reviews/review.page.tsx').then((page) => page.ReviewPage));
const BreakGlassPage = lazyPage(() =>
  import('./features/break-glass/break-glass.page.tsx').then((page) => page.BreakGlassPage),
);
const BreakGlassReviewsPage = lazyPage(() =>
  import('./features/break-glass/break-glass-reviews.page.tsx').then((page) => page.BreakGlassReviewsPage),
);
const ExplainPage = lazyPage(() => import('./features/explain/explain.page.tsx').then((page) => page.ExplainPage));
const SeeAsPage = lazyPage(() => import('./features/see-as/see-as.page.tsx').then((page) => page.SeeAsPage));
const RolesPage = lazyPage(() => import('./features/roles/roles.page.tsx').then((page) => page.RolesPage));
const RolePage = lazyPage(() => import('./features/roles/role.page.tsx').then((page) => page.RolePage));
const RulesPage = lazyPage(() => import('./features/rules/rules.page.tsx').then((page) => page.RulesPage));
const MetasPage = lazyPage(() => import('./features/metas/metas.page.tsx').then((page) => page.MetasPage));
const SodPage = lazyPage(() => import('./features/sod/sod.page.tsx').then((page) => page.SodPage));
const SettingsPage = lazyPage(() => import('./features/settings/settings.page.tsx').then((page) => page.SettingsPage));
const ClientsPage = lazyPage(() => import('./features/clients/clients.page.tsx').then((page) => page.ClientsPage));
const SyncPage = lazyPage(() => import('./features/sync/sync.page.tsx').then((page) => page.SyncPage));
const SyncRunPage = lazyPage(() => import('./features/sync/sync-run.page.tsx').then((page) => page.SyncRunPage));
const AuditPage = lazyPage(() => import('./features/audit/audit.page.tsx').then((page) => page.AuditPage));

/** The permission centre: what one may do, who decides about it, and how it is configured. */
export default function AccessApp(_props: RemoteAppProps) {
  return (
    <RemoteRoot>
      <Routes>
        <Route path="my" element={<MyPage />} />
        <Route path="request" element={<RequestPage />} />
        <Route path="requests" element={<RequestsPage />} />
        <Route path="requests/:requestId" element={<RequestDetailPage />} />
        <Route path="inbox" element={<InboxPage />} />
        <Route path="delegations" element={<DelegationsPage />} />
        <Route path="organisation" element={<OrganisationPage />} />
        <Route path="people" element={<PeoplePage />} />
        <Route path="people/:personId" element={<PersonPage />} />
        <Route path="sync" element={<SyncPage />} />
        <Route path="sync/:runId" element={<SyncRunPage />} />
        <Route path="grants" element={<GrantsPage />} />
        <Route path="reviews" element={<ReviewsPage />} />
        <Route path="reviews/:campaignId" element={<ReviewPage />} />
        <Route path="break-glass" element={<BreakGlassPage />} />
        <Route path="break-glass-reviews" element={<BreakGlassReviewsPage />} />
        <Route path="explain" element={<ExplainPage />} />
        <Route path="see-as" element={<SeeAsPage />} />
        <Route path="roles" element={<RolesPage />} />
        <Route path="roles/:roleId" element={<RolePage />} />
        <Route path="rules" element={<RulesPage />} />
        <Route path="metas" element={<MetasPage />} />
        <Route path="sod" element={<SodPage />} />
        <Route path="settings" element={<SettingsPage />} />
        <Route path="clients" element={<ClientsPage />} />
        <Route path="audit" element={<AuditPage />} />
        <Route path="*" element={<NotFoundState />} />
      </Routes>
    </RemoteRoot>
  );
}
