//! A real directory server on a folder of the story's own: a company with its
//! own authority and four people.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use crate::house::wait_for;

/// What Debian's slapd lies at; a user's PATH has no sbin.
const SLAPD: &str = "/usr/sbin/slapd";
const SLAPADD: &str = "/usr/sbin/slapadd";

pub(crate) const READER_PASSWORD: &str = "службе каталога";

/// The running server; gone when dropped.
pub(crate) struct Slapd {
    child: Child,
    pub(crate) ldaps: String,
    pub(crate) ldap: String,
}

impl Slapd {
    /// Starts in `dir`, which afterwards has the company's `ca.pem` and the
    /// service account's `reader-password`.
    pub(crate) fn start(dir: &Path) -> Self {
        assert!(Path::new(SLAPD).exists(), "apt-get install slapd");
        fs::create_dir_all(dir.join("entries")).unwrap();
        make_certificates(dir);
        let config = write(dir, "slapd.conf", &config(dir));
        let people = write(dir, "people.ldif", PEOPLE);
        write(dir, "reader-password", &format!("{READER_PASSWORD}\n"));
        close(&dir.join("reader-password"), 0o600);
        let added = Command::new(SLAPADD)
            .arg("-f")
            .args([&config, &PathBuf::from("-l"), &people])
            .output()
            .unwrap();
        assert!(added.status.success(), "{added:?}");
        let (ldap, ldaps) = (free_port(), free_port());
        let child = Command::new(SLAPD)
            .args(["-d", "0", "-f"])
            .arg(&config)
            .arg("-h")
            .arg(format!("ldap://127.0.0.1:{ldap} ldaps://127.0.0.1:{ldaps}"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for("the directory server", 10, || {
            TcpStream::connect(("127.0.0.1", ldaps)).is_ok()
        });
        Self {
            child,
            ldaps: format!("ldaps://127.0.0.1:{ldaps}"),
            ldap: format!("ldap://127.0.0.1:{ldap}"),
        }
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Nobody listens there, for now.
pub(crate) fn free_port() -> u16 {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    taken.local_addr().unwrap().port()
}

pub(crate) fn close(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn write(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn make_certificates(dir: &Path) {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_pem = ca.self_signed(&ca_key).unwrap().pem();
    let issuer = Issuer::new(ca, ca_key);
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let server = server.signed_by(&key, &issuer).unwrap();
    write(dir, "ca.pem", &ca_pem);
    write(dir, "server.pem", &server.pem());
    write(dir, "server.key", &key.serialize_pem());
}

/// Only the service account may look for people, as in Active Directory; five
/// wrong passwords lock an account.
fn config(dir: &Path) -> String {
    let dir = dir.display();
    format!(
        r#"include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
TLSCACertificateFile {dir}/ca.pem
TLSCertificateFile {dir}/server.pem
TLSCertificateKeyFile {dir}/server.key
database mdb
maxsize 10485760
suffix "dc=corp"
rootdn "cn=nobody,dc=corp"
directory {dir}/entries
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=talon,dc=corp" read by * none
overlay ppolicy
ppolicy_default "cn=locks,dc=corp"
"#
    )
}

/// One has a name that is a trap for filters.
const PEOPLE: &str = "dn: dc=corp
objectClass: dcObject
objectClass: organization
o: corp
dc: corp

dn: ou=people,dc=corp
objectClass: organizationalUnit
ou: people

dn: cn=talon,dc=corp
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: talon
userPassword: службе каталога

dn: cn=locks,dc=corp
objectClass: device
objectClass: pwdPolicy
cn: locks
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 5

dn: uid=s.vetrov,ou=people,dc=corp
objectClass: inetOrgPerson
uid: s.vetrov
cn: Vetrov
sn: Vetrov
userPassword: серый волк в лесу

dn: uid=i.belov,ou=people,dc=corp
objectClass: inetOrgPerson
uid: i.belov
cn: Belov
sn: Belov
userPassword: белый снег в горах

dn: uid=*)(uid\\3D*,ou=people,dc=corp
objectClass: inetOrgPerson
uid: *)(uid=*
cn: Gromova
sn: Gromova
userPassword: гром над рекой
";
