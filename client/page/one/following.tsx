import { NotificationList } from './notification-list.tsx';
import { PublishForm } from './publish-form.tsx';

/** The panels that follow one stream. */
export const Following = () => (
  <div class="beside">
    <PublishForm />
    <NotificationList />
  </div>
);
