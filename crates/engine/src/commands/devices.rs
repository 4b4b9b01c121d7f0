//! Where the person is signed in, and signing out there. All of it is the server's word: nothing of it is kept here. This
//! device signs out by `sign_out`, which looks after what is unsent.

use std::sync::atomic::Ordering;

use circles_store::Change;
use circles_wire::device::DeviceResponse;

use crate::args::DeviceArgs;
use crate::engine::Engine;
use crate::error::Result;
use crate::view::{DeviceEndView, DeviceView, DevicesView};

impl Engine {
    /// The person's devices. Whoever reads this has seen why sessions ended, but has not answered for a new device:
    /// that is for [`Engine::know_device`], or for signing it out.
    ///
    /// # Errors
    /// As for any request.
    pub async fn devices(&self) -> Result<DevicesView> {
        let account = self.connected_account().await?;
        let remote = account.remote()?;
        let listed = remote.devices().await?;
        let told =
            account.find_new_device().is_none() && account.look_at_devices.swap(false, Ordering::SeqCst);
        if told {
            let seen = remote.clone();
            account.tasks.spawn(async move {
                if let Err(error) = seen.devices_seen().await {
                    // They are told again at the next pull.
                    tracing::debug!(%error, "the server was not told that the devices were looked at");
                }
            });
            self.announce_session();
        }
        Ok(DevicesView { devices: listed.devices.into_iter().map(shape).collect() })
    }

    /// The person knows of the device that signed in last: they are told of it no more, here.
    ///
    /// # Errors
    /// As for any request; then they are told again.
    pub async fn know_device(&self) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.devices_seen().await?;
        account.set_new_device(None);
        account.look_at_devices.store(false, Ordering::SeqCst);
        self.announce_session();
        Ok(())
    }

    /// Signs another device out.
    ///
    /// # Errors
    /// As for any request; `not_found` when it is not signed in any more.
    pub async fn sign_out_device(&self, args: DeviceArgs) -> Result<()> {
        self.connected_account().await?.remote()?.sign_out_device(args.device).await?;
        self.inner.changes.publish(vec![Change::Session]);
        Ok(())
    }

    /// Signs all other devices out.
    ///
    /// # Errors
    /// As for any request.
    pub async fn sign_out_other_devices(&self) -> Result<()> {
        self.connected_account().await?.remote()?.sign_out_other_devices().await?;
        self.inner.changes.publish(vec![Change::Session]);
        Ok(())
    }
}

fn shape(device: DeviceResponse) -> DeviceView {
    DeviceView {
        id: device.id,
        name: device.name,
        signed_in_at: device.signed_in_at,
        last_seen_at: device.last_seen_at,
        this: device.this,
        ended: device.ended.map(|end| DeviceEndView { reason: end.reason, at: end.at }),
    }
}
