import type {
  NotificationPage,
  ReadNotifications,
  ReadNotificationsResult,
  UnreadNotifications,
} from '@tertulia/contract';
import type { FailureCode } from '../api/request-error.js';
import { emptyList, type Filter, type NotificationList } from './notification-list.js';

/** What the store asks of the rest of the app. */
export interface NotificationsGateway {
  list(query: { before?: string | undefined; unread: boolean }): Promise<NotificationPage>;
  read(request: ReadNotifications): Promise<ReadNotificationsResult>;
  restore(readAt: string): Promise<UnreadNotifications>;
  random(): number;
}

/** The list as it is shown. */
export interface NotificationsView extends NotificationList {
  filter: Filter;
  isLoaded: boolean;
  isLoadingMore: boolean;
  isBusy: boolean;
  /** Why the list could not be read, its next page could not, and the last action did not succeed. */
  failure: FailureCode | undefined;
  moreFailure: FailureCode | undefined;
  actionFailure: FailureCode | undefined;
}

/** Before anything was read. */
export const nothing: NotificationsView = {
  ...emptyList,
  filter: 'all',
  isLoaded: false,
  isLoadingMore: false,
  isBusy: false,
  failure: undefined,
  moreFailure: undefined,
  actionFailure: undefined,
};
