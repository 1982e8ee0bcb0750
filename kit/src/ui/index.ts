export {
  Alert,
  App,
  Avatar,
  Badge,
  Button,
  Checkbox,
  Drawer,
  Dropdown,
  Empty,
  Flex,
  Form,
  Input,
  InputNumber,
  Modal,
} from 'antd';
export { Popconfirm, Radio, Segmented, Select, Skeleton, Space, Spin, Switch, Tabs, Tooltip } from 'antd';
export type {
  FormInstance,
  FormProps,
  FormRule,
  InputProps,
  MenuProps,
  ModalProps,
  SelectProps,
  TabsProps,
} from 'antd';
export { ConflictModal } from './conflict-modal.tsx';
export type { ConflictModalProps } from './conflict-modal.tsx';
export { DataTable } from './data-table.tsx';
export type { Column, DataTableProps, TablePages } from './data-table.tsx';
export { FilterBar, FilterSelect } from './filter-bar.tsx';
export type { Choice } from './filter-bar.tsx';
export { applyProblem, bodyOf, fieldMaxLength, fieldRules, setFormShapes, useFormProblem } from './forms.ts';
export { InfoCard } from './info-card.tsx';
export type { InfoItem } from './info-card.tsx';
export { DayInput, InstantInput, SearchField, TimeInput } from './inputs.tsx';
export { LinkButton, RequestAccess } from './link-button.tsx';
export { MaskedValue } from './masked-value.tsx';
export type { MaskedValueProps } from './masked-value.tsx';
export { Page } from './page.tsx';
export type { Crumb } from '../trail.ts';
export { useEndpointFeed, useEndpointPages } from './pages.ts';
export type { Feed, ListEndpoint, Pages, PagesOptions, RowOf } from './pages.ts';
export { useCommand, useEndpoint, useInvalidate } from './query.ts';
export type { CommandOptions, EndpointOptions } from './query.ts';
export { RemoteRoot } from './remote-root.tsx';
export { DeniedState, EmptyState, ErrorState, Loaded, NotFoundState, ProblemAlert, isWithdrawn } from './states.tsx';
export { StatusTag } from './status-tag.tsx';
export type { Tone } from './status-tag.tsx';
export { Timeline } from './timeline.tsx';
export type { TimelineItem } from './timeline.tsx';
export { urlFlag, urlList, urlOneOf, urlSomeOf, urlText, useUrlSort, useUrlState } from './url-state.ts';
export type { SetUrlState, UrlField, UrlSort, UrlSpec, UrlValues } from './url-state.ts';
export { instantOfWall, wallClock } from '../zoned.ts';
