//! What is left to do once the files of a pipeline are written. `examples/README.md` has the reasons.

use storectl_platform::Git;

use super::{
    engine::Engine,
    place::{Place, Repository},
};

/// The branch that the files name.
const BRANCH: &str = "main";

/// Returns what to do where changes are merged into another branch than the files name; `None` where nothing is to do.
pub(super) fn branch(engine: Engine, place: &Place) -> Option<String> {
    let files = match engine {
        Engine::Github => "$(git grep --untracked --name-only STORECTL_REV -- :/.github/workflows)",
        Engine::Azure => {
            "$(git grep --untracked --name-only STORECTL_REV -- :/azure-pipelines.yml)"
        }
        // It asks GitLab for the default branch.
        Engine::Gitlab => return None,
    };
    match place.repository {
        Repository::Missing => return None,
        Repository::Found => {}
    }
    let git = Git::open(&place.root).ok()?;
    let branch = git.default_branch().ok()??;
    if branch == BRANCH {
        return None;
    }
    // What a shell or perl would read as more than a name stays for the person to fill in.
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "._-/".contains(it);
    let name = if branch.chars().all(is_plain) {
        &branch
    } else {
        "BRANCH"
    };
    Some(format!(
        "The files name the branch {BRANCH}. If pull requests are merged into {branch} instead, replace it in the steps above, and in the files:\n  \
         perl -pi -e 's{{\\b{BRANCH}\\b}}{{{name}}}g unless /STORECTL_PATH:/' {files}"
    ))
}

/// Returns the steps, with their commands.
pub(super) fn of(engine: Engine) -> &'static str {
    match engine {
        Engine::Github => GITHUB,
        Engine::Gitlab => GITLAB,
        Engine::Azure => AZURE,
    }
}

const GITHUB: &str = "\
What is left to do, once for the repository OWNER/NAME:
  1. Name the application and the seller:
       gh variable set STORECTL_TENANT_ID --body TENANT_ID
       gh variable set STORECTL_CLIENT_ID --body CLIENT_ID
       gh variable set STORECTL_SELLER_ID --body SELLER_ID
  2. Let the application trust the workflows, once each with a new CREDENTIAL name and the SUBJECT repo:OWNER/NAME:pull_request,
     repo:OWNER/NAME:ref:refs/heads/main and repo:OWNER/NAME:environment:store:
       az ad app federated-credential create --id CLIENT_ID --parameters '{\"name\": \"CREDENTIAL\", \"subject\": \"SUBJECT\", \"issuer\": \"https://token.actions.githubusercontent.com\", \"audiences\": [\"api://AzureADTokenExchange\"]}'
  3. Create the environment store, and let only the branch main use it:
       gh api --method PUT \"repos/{owner}/{repo}/environments/store\" -F \"deployment_branch_policy[protected_branches]=false\" -F \"deployment_branch_policy[custom_branch_policies]=true\"
       gh api --method POST \"repos/{owner}/{repo}/environments/store/deployment-branch-policies\" -f name=main
  4. Optional: a token of a bot, so that pull requests for drift and releases are planned:
       gh secret set STORE_BOT_TOKEN
  5. Optional: a policy, as a file of the repository:
       gh variable set STORECTL_POLICY --body policy.yaml
  Without forks, delete publish-live.yml, plan-on-pr-fork.yml and plan-on-pr-fork-comment.yml; with runners to spare,
  delete reconcile.yml.";

const GITLAB: &str = "\
What is left to do, once for the project GROUP/NAME:
  1. Name the application and the seller:
       glab variable set STORECTL_TENANT_ID TENANT_ID
       glab variable set STORECTL_CLIENT_ID CLIENT_ID
       glab variable set STORECTL_SELLER_ID SELLER_ID
  2. Let the application trust the project: in Entra, add a flexible federated credential with the issuer https://gitlab.com,
     the audience api://AzureADTokenExchange and the expression
       claims['sub'] matches 'project_path:GROUP/NAME:ref_type:branch:ref:*'
  3. In Settings > CI/CD > Job token permissions, allow Git push requests to the repository.
  4. Let only maintainers apply: protect the default branch (Settings > Repository > Protected branches), and where the plan of
     GitLab has protected environments, the environment store.
  5. Schedule a pipeline of the default branch, hourly or daily:
       glab schedule create --description Store --cron \"7 5 * * *\" --ref DEFAULT_BRANCH
  6. Optional: a policy, as a file of the repository:
       glab variable set STORECTL_POLICY policy.yaml
  If .gitlab-ci.yml was there before, add the jobs of examples/gitlab/.gitlab-ci.yml to it.";

const AZURE: &str = "\
What is left to do, once for the project:
  1. Create the pipeline, and the variable group that names the seller:
       az pipelines create --name store --yml-path azure-pipelines.yml --skip-first-run true
       az pipelines variable-group create --name storectl --authorize true --variables STORECTL_SELLER_ID=SELLER_ID
  2. Create the service connection store: Azure Resource Manager, workload identity federation, to the application that has the
     Manager role in Partner Center.
  3. Create the environment store with the checks Approvals, Exclusive lock, and Branch control for refs/heads/main.
  4. Allow the build service to contribute to the repository, for the receipts. In Azure Repos, also plan pull requests, with the
     ID that step 1 printed:
       az repos policy build create --display-name Store --branch main --repository-id REPOSITORY_ID --build-definition-id ID --blocking true --enabled true --manual-queue-only false --queue-on-source-update-only false --valid-duration 0
     Run the pipeline once, and permit it to use the service connection and the environment.
  5. Optional: a policy, as a file of the repository: the variable STORECTL_POLICY of the group.
  If azure-pipelines.yml was there before, take the stages of examples/azure/azure-pipelines.yml.";
