import {
  QueryClient,
  type QueryFilters,
  type RefetchOptions,
  type RefetchQueryFilters,
} from '@tanstack/react-query';

/**
 * Reads again what is being read for the first time, too. The library waits for the answer that is on its way instead, which may be
 * from before the change it is told of, and then counts as fresh.
 */
export class FreshQueryClient extends QueryClient {
  override refetchQueries(filters?: RefetchQueryFilters, options?: RefetchOptions): Promise<void> {
    for (const query of this.getQueryCache().findAll(filters as QueryFilters)) {
      const { data, fetchStatus } = query.state;
      if (query.isActive() && data === undefined && fetchStatus === 'fetching')
        void query.cancel({ silent: true });
    }
    return super.refetchQueries(filters, options);
  }
}
