import { NotificationList } from './notification-list.tsx';
import { PublishForm } from './publish-form.tsx';

/** What one stream is followed with. */
export const Following = () => (
  <div class="beside">
    <PublishForm />
    <NotificationList />
  </div>
);
