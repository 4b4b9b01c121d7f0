//! Requests of money: asking a friend, declining, withdrawing. None of it moves any; what pays one is a transfer.

use circles_domain::transfer::check_note;
use circles_domain::{Field, Invalid, Money, Rule};
use circles_wire::money_request::{MoneyRequestRequest, MoneyRequestsResponse};

use super::wallet::wallet_moved;
use crate::args::{MoneyRequestArgs, RequestMoneyArgs};
use crate::engine::Engine;
use crate::error::Result;

impl Engine {
    /// One's own requests of money, either way. Asked of the server each time.
    ///
    /// # Errors
    /// [`crate::Error::Remote`].
    pub async fn money_requests(&self) -> Result<MoneyRequestsResponse> {
        let account = self.connected_account().await?;
        Ok(account.remote()?.money_requests().await?)
    }

    /// Asks a friend for money. With the id of an earlier try, it is that one.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for what is no amount or no note, before anything is sent; [`crate::Error::Remote`].
    pub async fn request_money(&self, args: RequestMoneyArgs) -> Result<MoneyRequestsResponse> {
        let account = self.connected_account().await?;
        let amount = Money::parse_yuan(&args.amount)?;
        if amount.minor < 1 {
            return Err(Invalid::new(Field::Amount, Rule::TooSmall).into());
        }
        let note = check_note(&args.note)?;
        let request = MoneyRequestRequest { person: args.person, amount, note };
        let answer = account.remote()?.request_money(args.request, &request).await?;
        wallet_moved(&account);
        Ok(answer)
    }

    /// Says no to who asked.
    ///
    /// # Errors
    /// [`crate::Error::Remote`].
    pub async fn decline_money_request(&self, args: MoneyRequestArgs) -> Result<MoneyRequestsResponse> {
        let account = self.connected_account().await?;
        Ok(account.remote()?.decline_money_request(args.request).await?)
    }

    /// Takes one's own request back.
    ///
    /// # Errors
    /// [`crate::Error::Remote`].
    pub async fn withdraw_money_request(&self, args: MoneyRequestArgs) -> Result<MoneyRequestsResponse> {
        let account = self.connected_account().await?;
        Ok(account.remote()?.withdraw_money_request(args.request).await?)
    }
}
