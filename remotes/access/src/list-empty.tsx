import { Button, EmptyState } from '@eoms/kit/ui';

/** An empty list says whether filters are to blame, and takes them away. */
export function ListEmpty(props: {
  isFiltered: boolean;
  none: string;
  noneYet: string;
  clear: string;
  onClear: () => void;
}) {
  if (!props.isFiltered) return <EmptyState title={props.noneYet} />;
  return <EmptyState title={props.none} actions={<Button onClick={props.onClear}>{props.clear}</Button>} />;
}
