//! Where passes are given out and taken back: by the admin for a program, or
//! for a screen that shows a short code (pairing). Each is kept among the acts.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use office::audit::AuditEvent;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::web::Shared;
use crate::web::admin::aside;
use crate::web::ask::Body;
use crate::web::audit;
use crate::web::passes::{MOST, NotKept, Pass, ROLES, until};
use crate::web::problem::Trouble;
use crate::web::trust::{Right, Role, Who, digest, new_token};
use crate::wire;

/// One line of the list on the admin page.
const NAME_CHARS: usize = 40;

/// Ten years: longer than the computer lives.
const LONGEST_DAYS: u16 = 3_650;

/// A pass as the admin sees it; never its token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PassView {
    id: String,
    name: String,
    /// What it may do: "board", "kiosk", "watch", "reports" or "contact-centre".
    role: String,
    made_ms: i64,
    made_by: String,
    /// Absent: until it is taken back.
    until_ms: Option<i64>,
    /// Paired by a code.
    paired: bool,
    /// When it was used last since the office started.
    heard_ms: Option<i64>,
}

impl PassView {
    fn of((pass, heard_ms): (Pass, Option<i64>)) -> Self {
        Self {
            id: pass.id,
            name: pass.name,
            role: pass.role,
            made_ms: pass.made_ms,
            made_by: pass.made_by,
            until_ms: pass.until_ms,
            paired: pass.paired,
            heard_ms,
        }
    }
}

/// A pass for another program.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPass {
    /// What the program is called; no other pass has that name. 1 to 40 signs.
    #[schema(min_length = 1, max_length = 40)]
    name: String,
    /// What it may do: "board", "kiosk", "watch", "reports" or "contact-centre".
    #[schema(pattern = "^(board|kiosk|watch|reports|contact-centre)$")]
    role: String,
    /// How long it holds, 1 to 3650; absent: until it is taken back.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3650)]
    days: Option<u16>,
}

/// The only time its token is told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PassGiven {
    pass: PassView,
    token: String,
}

/// Programs and screens elsewhere that have a token.
#[utoipa::path(
    get, path = "/api/v1/passes", tag = "passes",
    responses((status = 200, body = [PassView])), security(("token" = []))
)]
pub(crate) async fn list(
    State(shared): State<Shared>,
    who: Who,
) -> Result<Json<Vec<PassView>>, Trouble> {
    who.needs(Right::Administer)?;
    let all = shared.passes.all().into_iter().map(PassView::of);
    std::future::ready(Ok(Json(all.collect()))).await
}

/// Give a program a token of its own. Its name is taken then: the same request
/// again gives out no second one.
#[utoipa::path(
    post, path = "/api/v1/passes", tag = "passes", request_body = NewPass,
    responses(
        (status = 201, body = PassGiven),
        (status = 409, description = "pass-name-taken, too-many", body = wire::Problem),
        (status = 422, description = "bad-pass-name, bad-pass-role, bad-pass-days", body = wire::Problem)
    ),
    security(("token" = []))
)]
pub(crate) async fn give(
    State(shared): State<Shared>,
    who: Who,
    Body(wanted): Body<NewPass>,
) -> Result<(StatusCode, Json<PassGiven>), Trouble> {
    who.needs(Right::Administer)?;
    let role = ROLES.into_iter().find(|role| role.name() == wanted.role);
    let role = role.ok_or_else(|| wrong("bad-pass-role").with("role", &wanted.role))?;
    let terms = Terms {
        name: wanted.name,
        role,
        days: wanted.days,
        paired: false,
    };
    let given = give_out(&shared, &who, terms).await?;
    Ok((StatusCode::CREATED, Json(given)))
}

/// Take a pass back: its program or screen is turned away at once.
#[utoipa::path(
    delete, path = "/api/v1/passes/{pass}", tag = "passes", params(("pass" = String, Path)),
    responses((status = 204), (status = 404, description = "no-such-pass", body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn take_back(
    State(shared): State<Shared>,
    who: Who,
    Path(id): Path<String>,
) -> Result<StatusCode, Trouble> {
    who.needs(Right::Administer)?;
    let keeper = std::sync::Arc::clone(&shared);
    let pass = aside(move || keeper.passes.remove(&id)).await?;
    let pass = pass.map_err(not_kept)?;
    let told = AuditEvent::PassTakenBack { name: pass.name };
    audit::keep(&shared, &who.by, told).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a pass is given out for.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) days: Option<u16>,
    pub(super) paired: bool,
}

/// Makes a token and keeps its digest, then tells the acts.
pub(super) async fn give_out(
    shared: &Shared,
    who: &Who,
    terms: Terms,
) -> Result<PassGiven, Trouble> {
    let name = terms.name.trim().to_owned();
    if !(1..=NAME_CHARS).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(wrong("bad-pass-name").with("limit", NAME_CHARS));
    }
    if terms
        .days
        .is_some_and(|days| !(1..=LONGEST_DAYS).contains(&days))
    {
        return Err(wrong("bad-pass-days").with("limit", LONGEST_DAYS));
    }
    let no_random = |_error| Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "other");
    let token = new_token().map_err(no_random)?;
    let now = shared.clock.now();
    let digest = digest(&token);
    let pass = Pass {
        id: digest.chars().take(8).collect(),
        name: name.clone(),
        role: terms.role.name().to_owned(),
        digest,
        made_ms: now.0,
        made_by: who.name.clone(),
        until_ms: until(terms.days, now),
        paired: terms.paired,
    };
    let (keeper, kept) = (std::sync::Arc::clone(shared), pass.clone());
    let adding = aside(move || keeper.passes.add(kept, now)).await?;
    adding.map_err(not_kept)?;
    let told = AuditEvent::PassGiven {
        name,
        role: pass.role.clone(),
    };
    audit::keep(shared, &who.by, told).await?;
    let pass = PassView::of((pass, None));
    Ok(PassGiven { pass, token })
}

impl PassGiven {
    pub(super) fn into_parts(self) -> (PassView, String) {
        (self.pass, self.token)
    }
}

fn wrong(code: &'static str) -> Trouble {
    Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code)
}

fn not_kept(why: NotKept) -> Trouble {
    match why {
        NotKept::NameTaken => Trouble::new(StatusCode::CONFLICT, "pass-name-taken"),
        NotKept::TooMany => Trouble::new(StatusCode::CONFLICT, "too-many").with("limit", MOST),
        NotKept::Unknown => Trouble::new(StatusCode::NOT_FOUND, "no-such-pass"),
        NotKept::Disk(error) => {
            let code = "pass-not-kept";
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, code).with("error", error)
        }
    }
}
