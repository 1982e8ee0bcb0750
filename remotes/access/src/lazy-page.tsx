import { Skeleton } from '@eoms/kit/ui';
import { useEffect, useState, type ComponentType } from 'react';

/**
 * A page whose code is fetched when it is first opened: an employee who only asks for a permission does not load the
 * screens of auditors. Not React.lazy: its reveal throttle would hold a page back that is already there.
 */
export function lazyPage(load: () => Promise<ComponentType>): ComponentType {
  let known: ComponentType | null = null;
  return function LazyPage() {
    const [Page, setPage] = useState<ComponentType | null>(() => known);
    const [failure, setFailure] = useState<unknown>(null);
    useEffect(() => {
      let gone = false;
      if (known) return undefined;
      const open = async () => {
        try {
          known = await load();
          if (!gone) setPage(() => known);
        } catch (error) {
          if (!gone) setFailure(error);
        }
      };
      void open();
      return () => {
        gone = true;
      };
    }, []);
    // The boundary of the shell tells the person and offers to try again.
    if (failure) throw failure;
    return Page ? <Page /> : <Skeleton active />;
  };
}
