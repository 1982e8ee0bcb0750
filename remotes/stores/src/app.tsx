import type { RemoteAppProps } from '@eoms/kit/remote';
import { Route, Routes } from '@eoms/kit/router';
import { NotFoundState, RemoteRoot } from '@eoms/kit/ui';
import { EditStorePage } from './features/editor/edit-store.page.tsx';
import { NewStorePage } from './features/editor/new-store.page.tsx';
import { RegisterPage } from './features/register/register.page.tsx';
import { StorePage } from './features/store/store.page.tsx';
import './stores.css';

/** The store system: register, store, editor. */
export default function StoresApp(_props: RemoteAppProps) {
  return (
    <RemoteRoot>
      <Routes>
        <Route path="stores" element={<RegisterPage />} />
        <Route path="stores/new" element={<NewStorePage />} />
        <Route path="stores/:storeId" element={<StorePage />} />
        <Route path="stores/:storeId/edit" element={<EditStorePage />} />
        <Route path="*" element={<NotFoundState />} />
      </Routes>
    </RemoteRoot>
  );
}
